import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DatelineError } from "../../errors.ts";
import { type LayerLinks, LinkGraph } from "./link-graph.ts";

const HEADER_BYTES = 96;
const LINK_BYTES = 4;
/** Header of a node's links in a layer. The lower two bytes are their number. */
const COUNT_BYTES = 4;
/** Nodes per batch, which limits the memory for their unneeded vectors. */
const NODES_AT_ONCE = 4_096;

/**
 * Reads the links from a file written by hnswlib's `saveIndex` (hnswalg.h of hnswlib 0.7, as bundled by
 * hnswlib-node 3.0.0, 64-bit little-endian): a header; for each node its links in the ground layer, its
 * vector and its label; then for each node the number of bytes of its links in the upper layers, and these
 * links.
 *
 * @throws DatelineError `internal` when the file has another layout
 */
export function readHnswlibLinks(path: string): LinkGraph {
  const descriptor = openSync(path, "r");
  try {
    return readLinks(
      path,
      (start, length) => {
        const bytes = Buffer.alloc(length);
        readSync(descriptor, bytes, 0, length, start);
        return bytes;
      },
      fstatSync(descriptor).size,
    );
  } finally {
    closeSync(descriptor);
  }
}

type ReadPart = (start: number, length: number) => Buffer;

function readLinks(path: string, read: ReadPart, sizeBytes: number): LinkGraph {
  const header = read(0, HEADER_BYTES);
  const field = (index: number) => Number(header.readBigUInt64LE(index * 8));
  const [size, stride] = [field(2), field(3)];
  const [topLayer, entry] = [header.readInt32LE(48), header.readUInt32LE(52)];
  if (size === 0) return LinkGraph.of(0, [[]]);
  const groundEnd = HEADER_BYTES + size * stride;
  if (sizeBytes < groundEnd) throw unlikeHnswlib(path);
  const upper = readUpper(read(groundEnd, sizeBytes - groundEnd), {
    size,
    layers: topLayer,
    perLayer: field(7) * LINK_BYTES + COUNT_BYTES,
  });
  if (upper === undefined) throw unlikeHnswlib(path);
  return LinkGraph.of(entry, [readGround(read, size, stride), ...upper]);
}

function readGround(read: ReadPart, size: number, stride: number): LayerLinks {
  const ground: (readonly number[])[] = [];
  for (let first = 0; first < size; first += NODES_AT_ONCE) {
    const count = Math.min(NODES_AT_ONCE, size - first);
    const part = read(HEADER_BYTES + first * stride, count * stride);
    for (let index = 0; index < count; index++) ground.push(linksAt(part, index * stride));
  }
  return ground;
}

/** @returns `undefined` when the links do not end where the bytes do */
function readUpper(
  bytes: Buffer,
  { size, layers, perLayer }: { readonly size: number; readonly layers: number; readonly perLayer: number },
): readonly LayerLinks[] | undefined {
  const upper = Array.from({ length: layers }, () => new Array<readonly number[]>(size).fill([]));
  let at = 0;
  for (let node = 0; node < size; node++) {
    if (at + COUNT_BYTES > bytes.length) return undefined;
    const end = at + COUNT_BYTES + bytes.readUInt32LE(at);
    at += COUNT_BYTES;
    for (let layer = 0; at < end; layer++, at += perLayer) {
      const links = upper[layer];
      if (links === undefined || at + perLayer > bytes.length) return undefined;
      links[node] = linksAt(bytes, at);
    }
  }
  return at === bytes.length ? upper : undefined;
}

function unlikeHnswlib(path: string): DatelineError {
  return new DatelineError(
    "internal",
    `Cannot read the graph in "${path}": it is not laid out as hnswlib 0.7 does it`,
  );
}

function linksAt(bytes: Buffer, at: number): readonly number[] {
  return Array.from({ length: bytes.readUInt16LE(at) }, (_, index) =>
    bytes.readUInt32LE(at + COUNT_BYTES + index * LINK_BYTES),
  );
}
