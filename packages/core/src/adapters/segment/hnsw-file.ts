import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DatelineError } from "../../errors.ts";

/**
 * Where the embeddings stand in a file written by hnswlib's `saveIndex` (hnswalg.h of hnswlib 0.7, as bundled by
 * hnswlib-node 3.0.0, 64-bit little-endian). After the header come `size` elements of `stride` bytes each: links of
 * the ground layer, the vector, the label.
 */
export interface HnswLayout {
  readonly size: number;
  readonly stride: number;
  /** Bytes from the start of an element to its vector. */
  readonly vectorOffset: number;
  readonly dimensions: number;
}

const HEADER_BYTES = 96;
const LABEL_BYTES = 8;
const FLOAT_BYTES = 4;

/** Reads the embeddings out of an hnswlib file without loading its graph. */
export class HnswFile {
  readonly layout: HnswLayout;
  readonly #descriptor: number;

  /** @throws DatelineError `index-corrupt` when the file is missing, truncated or has other dimensions */
  constructor(path: string, dimensions: number) {
    try {
      this.#descriptor = openSync(path, "r");
    } catch (cause) {
      throw new DatelineError("index-corrupt", `Cannot open the embeddings in "${path}"`, { cause });
    }
    try {
      this.layout = this.#readLayout(path, dimensions);
    } catch (error) {
      closeSync(this.#descriptor);
      throw error;
    }
  }

  /** Embeddings of all rows, one after the other. @param vectors room for `size * dimensions` floats */
  readAll(vectors: Float32Array): void {
    const { size, dimensions } = this.layout;
    const rowsPerRead = 4_096;
    for (let first = 0; first < size; first += rowsPerRead) {
      const run = { first, count: Math.min(rowsPerRead, size - first) };
      this.#copyRun(run, vectors.subarray(first * dimensions));
    }
  }

  /** The embeddings of `count` rows from `first` on, one after the other. */
  readRows(first: number, count: number): Float32Array {
    const vectors = new Float32Array(count * this.layout.dimensions);
    this.#copyRun({ first, count }, vectors);
    return vectors;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** @throws DatelineError `index-corrupt` when the file has become shorter: what is missing must not pass for a vector */
  #readWhole(target: Uint8Array, position: number): void {
    const read = readSync(this.#descriptor, target, 0, target.length, position);
    if (read === target.length) return;
    throw new DatelineError(
      "index-corrupt",
      `Cannot read the embeddings: ${read} of ${target.length} bytes are left at ${position}`,
    );
  }

  /** In one read, which costs several times what copying a row does. */
  #copyRun(
    { first, count }: { readonly first: number; readonly count: number },
    vectors: Float32Array,
  ): void {
    const { stride, vectorOffset, dimensions } = this.layout;
    const vectorBytes = dimensions * FLOAT_BYTES;
    // From the first vector to the end of the last one.
    const run = Buffer.allocUnsafe((count - 1) * stride + vectorBytes);
    this.#readWhole(run, HEADER_BYTES + first * stride + vectorOffset);
    const target = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);
    for (let index = 0; index < count; index++) {
      target.set(run.subarray(index * stride, index * stride + vectorBytes), index * vectorBytes);
    }
  }

  #readLayout(path: string, dimensions: number): HnswLayout {
    const header = Buffer.alloc(HEADER_BYTES);
    const read = readSync(this.#descriptor, header, 0, HEADER_BYTES, 0);
    const field = (index: number) => Number(header.readBigUInt64LE(index * 8));
    const [size, stride, labelOffset, vectorOffset] = [field(2), field(3), field(4), field(5)];
    const fileBytes = fstatSync(this.#descriptor).size;
    const consistent =
      read === HEADER_BYTES &&
      labelOffset === vectorOffset + dimensions * FLOAT_BYTES &&
      stride === labelOffset + LABEL_BYTES &&
      fileBytes >= HEADER_BYTES + size * stride;
    if (!consistent) {
      throw new DatelineError(
        "index-corrupt",
        `Cannot open the embeddings in "${path}": not a whole hnswlib file of ${dimensions} dimensions, it has ${fileBytes} bytes`,
      );
    }
    return { size, stride, vectorOffset, dimensions };
  }
}
