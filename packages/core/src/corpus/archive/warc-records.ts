import { createGunzip } from "node:zlib";
import { InvalidRecord } from "../invalid-record.ts";
import { findHeadEnd, parseHeaders } from "./parse-headers.ts";

/** One record of a web archive. */
export interface WarcRecord {
  /** By lower-case name, such as `warc-type`. */
  readonly headers: ReadonlyMap<string, string>;
  /** `null` if it is too large. */
  readonly block: Buffer | null;
}

/** Fits a page with everything on it. Crawls truncate at a megabyte. */
const MAX_BLOCK_BYTES = 32 * 1024 * 1024;
const MAX_HEADER_BYTES = 64 * 1024;

/**
 * Reads the records of a web archive one at a time, whatever its size. The archive may be plain or compressed
 * record by record.
 *
 * @throws InvalidRecord when it is not a web archive or is truncated within a record
 * @see https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
 */
export async function* warcRecords(source: AsyncIterable<Uint8Array>): AsyncGenerator<WarcRecord> {
  const reader = new BlockReader(unpacked(source));
  while (await reader.skipLineEnds()) {
    const head = await reader.readHead(MAX_HEADER_BYTES);
    if (head === null || !/^WARC\/\d/.test(head)) {
      throw new InvalidRecord(head === null ? "it ends within a record" : "it is not a web archive");
    }
    const headers = parseHeaders(head);
    const length = Number(headers.get("content-length") ?? "");
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new InvalidRecord("a record has no Content-Length");
    }
    const block = await reader.read(length, MAX_BLOCK_BYTES);
    if (block === "cut") throw new InvalidRecord("it ends within a record");
    yield { headers, block };
  }
}

/** Decompresses gzip with one member per record, one after the other. */
async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return;
  const rest = { [Symbol.asyncIterator]: () => chunks };
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield first.value;
    yield* rest;
    return;
  }
  const gunzip = createGunzip();
  const written = writeAll(gunzip, first.value, rest);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
    await written;
  } catch (cause) {
    throw new InvalidRecord("its gzip data is damaged or truncated", { cause });
  } finally {
    gunzip.destroy();
  }
}

async function writeAll(
  gunzip: ReturnType<typeof createGunzip>,
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    if (!gunzip.write(first)) await drained(gunzip);
    for await (const chunk of rest) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(chunk)) await drained(gunzip);
    }
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

function drained(gunzip: ReturnType<typeof createGunzip>): Promise<void> {
  return new Promise((resolve) => {
    gunzip.once("drain", resolve).once("close", resolve);
  });
}

/** Reads a stream of chunks by length or up to a delimiter. */
class BlockReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** @returns false at the end of the stream */
  async skipLineEnds(): Promise<boolean> {
    for (;;) {
      const start = this.#held.findIndex((byte) => byte !== 0x0d && byte !== 0x0a);
      if (start !== -1) {
        this.#held = this.#held.subarray(start);
        return true;
      }
      this.#held = Buffer.alloc(0);
      if (!(await this.#more())) return false;
    }
  }

  /**
   * Reads headers and skips the blank line after them.
   *
   * @returns `null` if there are none
   */
  async readHead(maxBytes: number): Promise<string | null> {
    for (;;) {
      const end = findHeadEnd(this.#held);
      if (end !== undefined) {
        const text = this.#held.toString("utf8", 0, end.at);
        this.#held = this.#held.subarray(end.at + end.length);
        return text;
      }
      if (this.#held.length > maxBytes || !(await this.#more())) return null;
    }
  }

  /** Reads `length` bytes. Returns `"cut"` if the stream is shorter, `null` if they exceed `maxKept`. */
  async read(length: number, maxKept: number): Promise<Buffer | null | "cut"> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      if (this.#held.length === 0 && !(await this.#more())) return "cut";
      const part = this.#held.subarray(0, missing);
      if (length <= maxKept) parts.push(part);
      missing -= part.length;
      this.#held = this.#held.subarray(part.length);
    }
    return length <= maxKept ? Buffer.concat(parts) : null;
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    this.#held = this.#held.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#held, next.value]);
    return true;
  }
}
