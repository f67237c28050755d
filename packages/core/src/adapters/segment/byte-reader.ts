import { DatelineError } from "../../errors.ts";

/** Reads the numbers of a `ByteList` one by one. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = bytes;
    this.#position = position;
  }

  get position(): number {
    return this.#position;
  }

  skip(bytes: number): void {
    this.#position += bytes;
  }

  get atEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  /** @throws DatelineError `index-corrupt` when the bytes end within a number */
  next(): number {
    let byte = this.#bytes[this.#position++];
    if (byte !== undefined && byte < 0x80) return byte;
    let number = 0;
    for (let shift = 0; byte !== undefined; shift += 7) {
      number |= (byte & 0x7f) << shift;
      if (byte < 0x80) return number;
      byte = this.#bytes[this.#position++];
    }
    throw new DatelineError("index-corrupt", "Cannot read the segment: its bytes end within a number");
  }
}
