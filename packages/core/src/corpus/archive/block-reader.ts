/** Reads a stream of chunks by length or up to a delimiter. */
export class BlockReader {
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

  /** Reads the text before a delimiter and skips the delimiter. @returns `null` when it does not occur */
  async readUntil(mark: string, maxBytes: number): Promise<string | null> {
    for (;;) {
      const end = this.#held.indexOf(mark);
      if (end !== -1) {
        const text = this.#held.toString("utf8", 0, end);
        this.#held = this.#held.subarray(end + mark.length);
        return text;
      }
      if (this.#held.length > maxBytes || !(await this.#more())) return null;
    }
  }

  /** Reads `length` bytes: `"cut"` when the stream is shorter, `null` when they exceed `maxKept`. */
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
