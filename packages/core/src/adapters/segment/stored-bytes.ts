import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DatelineError } from "../../errors.ts";
import type { ByteRange } from "../../ports/object-store.ts";

/** A file of a segment, read in ranges. */
export interface StoredBytes {
  readonly sizeBytes: number;
  /** @returns the bytes of each range; do not modify them */
  read(ranges: readonly ByteRange[]): readonly Uint8Array[];
  close(): void;
}

/** A file on the local disk. */
export class FileBytes implements StoredBytes {
  readonly sizeBytes: number;
  readonly #path: string;
  readonly #descriptor: number;

  /** @throws DatelineError `index-corrupt` when the file is missing or does not have this size */
  constructor(path: string, sizeBytes: number) {
    this.#path = path;
    this.sizeBytes = sizeBytes;
    try {
      this.#descriptor = openSync(path, "r");
    } catch (cause) {
      throw new DatelineError("index-corrupt", `Cannot open "${path}": it is missing`, { cause });
    }
    const { size } = fstatSync(this.#descriptor);
    if (size === sizeBytes) return;
    closeSync(this.#descriptor);
    throw new DatelineError(
      "index-corrupt",
      `Cannot open "${path}": it has ${size} bytes, its segment says ${sizeBytes}`,
    );
  }

  /** Reads adjacent ranges at once, because a read takes several times as long as its bytes. */
  read(ranges: readonly ByteRange[]): readonly Uint8Array[] {
    const parts: Uint8Array[] = [];
    for (let first = 0; first < ranges.length; ) {
      let last = first;
      while (ranges[last + 1]?.start === ranges[last]?.end) last++;
      const { start } = ranges[first] as ByteRange;
      const bytes = this.#readWhole(start, (ranges[last] as ByteRange).end);
      for (; first <= last; first++) {
        const range = ranges[first] as ByteRange;
        parts.push(bytes.subarray(range.start - start, range.end - start));
      }
    }
    return parts;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** @throws DatelineError `index-corrupt` when the file has become shorter, so that missing bytes are not read as zeros */
  #readWhole(start: number, end: number): Uint8Array {
    const bytes = new Uint8Array(end - start);
    const read = bytes.length === 0 ? 0 : readSync(this.#descriptor, bytes, 0, bytes.length, start);
    if (read === bytes.length) return bytes;
    throw new DatelineError(
      "index-corrupt",
      `Cannot read "${this.#path}": ${read} of ${bytes.length} bytes are left at ${start}`,
    );
  }
}
