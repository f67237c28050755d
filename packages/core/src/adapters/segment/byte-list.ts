const FIRST_CAPACITY = 8;

/**
 * Variable-length integers from 0 to 2^31 − 1: seven bits per byte, and the eighth means that more follow.
 */
export class ByteList {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  push(number: number): void {
    let rest = number;
    while (rest >= 0x80) {
      this.#pushByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#pushByte(rest);
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #pushByte(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = byte;
  }
}
