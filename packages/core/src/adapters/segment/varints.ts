import { DatelineError } from "../../errors.ts";

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

/** Encodes integers from 0 to 2^31 − 1, small ones in few bytes. */
export function encodeNumbers(numbers: Iterable<number>): Uint8Array {
  const list = new ByteList();
  for (const number of numbers) list.push(number);
  return list.bytes;
}

/** @throws DatelineError `index-corrupt` when the bytes end within a number */
export function decodeNumbers(bytes: Uint8Array): Uint32Array {
  let count = 0;
  for (const byte of bytes) if (byte < 0x80) count++;
  const numbers = new Uint32Array(count);
  const reader = new ByteReader(bytes);
  for (let index = 0; index < count || !reader.atEnd; index++) numbers[index] = reader.next();
  return numbers;
}

/** Start offsets of consecutive parts with these lengths, followed by the end of the last one. */
export function startsOf(lengths: ArrayLike<number>): Float64Array {
  const starts = new Float64Array(lengths.length + 1);
  for (let index = 0; index < lengths.length; index++) {
    starts[index + 1] = (starts[index] as number) + (lengths[index] as number);
  }
  return starts;
}
