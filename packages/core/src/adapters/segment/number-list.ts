import { ByteList } from "./byte-list.ts";
import { ByteReader } from "./byte-reader.ts";

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
