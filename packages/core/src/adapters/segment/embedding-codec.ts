import { DatelineError } from "../../errors.ts";
import type { PassageEmbeddings } from "../../ports/passage-embeddings.ts";
import type { Embedding, Span } from "../../types.ts";
import { ByteList, ByteReader } from "./varints.ts";

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
const INT8_MAX = 127;

/**
 * A window of a sentence. Its embedding is `share` times its passage's plus `scale` times the decoded `code`.
 */
export interface StoredWindow extends Span {
  readonly share: number;
  readonly scale: number;
  /** Encoded by `encodeLevels`. */
  readonly code: Uint8Array;
}

/** All embeddings of a passage, as stored. */
export interface StoredRecord {
  readonly scale: number;
  /** Int8 embedding of the passage: a dimension is its code times the scale. */
  readonly codes: Int8Array;
  readonly windows: readonly StoredWindow[];
}

/**
 * Encodes the embeddings of a passage: its scale (float32) and int8 values, then for each window of each sentence the
 * sentence's start and length as in `ByteList`, share and scale (float32), and a code of few bits for the window's
 * difference from its passage. Little-endian. Similarities of passages are within 0.005 of float32, those of windows
 * usually within 0.02.
 */
export function encodeEmbeddings({ passage, sentences }: PassageEmbeddings): Uint8Array {
  const dimensions = passage.length;
  const { scale, codes } = encodePassage(passage);
  const parts: Uint8Array[] = [floatsOf(scale), new Uint8Array(codes.buffer)];
  const whole = codes.length === 0 ? passage : Float32Array.from(codes, (code) => code * scale);
  const square = product(whole, whole);
  for (const { start, end, embedding } of sentences) {
    const share = square === 0 ? 0 : Math.fround(product(whole, embedding) / square);
    const rest = embedding.map((value, index) => value - share * (whole[index] as number));
    const code = new Uint8Array(codeBytes(dimensions));
    const ofRest = encodeLevels(rest, code);
    const span = new ByteList();
    span.push(start);
    span.push(end - start);
    parts.push(span.bytes, floatsOf(share, ofRest), code);
  }
  return Buffer.concat(parts);
}

/** @throws DatelineError `index-corrupt` when the bytes are not a complete record for these dimensions */
export function decodeEmbeddings(bytes: Uint8Array, dimensions: number): StoredRecord {
  const reader = new WindowReader(bytes, dimensions);
  const codes = new Int8Array(bytes.buffer, bytes.byteOffset + FLOAT_BYTES, dimensions);
  const windows: StoredWindow[] = [];
  while (reader.next()) {
    const { start, end, share, scale, codeAt } = reader;
    windows.push({ start, end, share, scale, code: bytes.subarray(codeAt, codeAt + codeBytes(dimensions)) });
  }
  return { scale: reader.passageScale, codes, windows };
}

/** The record without its windows. */
export function passageOf(bytes: Uint8Array, dimensions: number): Uint8Array {
  return bytes.subarray(0, FLOAT_BYTES + dimensions);
}

/** Offset of the passage's codes in its record. */
export const PASSAGE_CODES_AT = FLOAT_BYTES;

/** Reads the windows of a record one by one, without allocating. */
export class WindowReader {
  /** Of the sentence. */
  start = 0;
  end = 0;
  share = 0;
  scale = 0;
  /** Offset of its code in the record. */
  codeAt = 0;
  readonly #reader: ByteReader;
  readonly #view: DataView;
  readonly #codeBytes: number;
  readonly #dimensions: number;

  /** @throws DatelineError `index-corrupt` when the bytes are not a complete record for these dimensions */
  constructor(bytes: Uint8Array, dimensions: number) {
    if (bytes.length < FLOAT_BYTES + dimensions) throw damaged(bytes.length, dimensions);
    this.#reader = new ByteReader(bytes, FLOAT_BYTES + dimensions);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#codeBytes = codeBytes(dimensions);
    this.#dimensions = dimensions;
  }

  get passageScale(): number {
    return this.#view.getFloat32(0, true);
  }

  /** Goes to the next window. @returns false after the last one @throws as the constructor */
  next(): boolean {
    if (this.#reader.atEnd) return false;
    this.start = this.#reader.next();
    this.end = this.start + this.#reader.next();
    const at = this.#reader.position;
    this.codeAt = at + 2 * FLOAT_BYTES;
    const { byteLength } = this.#view;
    if (this.codeAt + this.#codeBytes > byteLength) throw damaged(byteLength, this.#dimensions);
    this.share = this.#view.getFloat32(at, true);
    this.scale = this.#view.getFloat32(at + FLOAT_BYTES, true);
    this.#reader.skip(2 * FLOAT_BYTES + this.#codeBytes);
    return true;
  }
}

/** The embedding of the passage alone, as compared by searches. */
export function decodePassage(bytes: Uint8Array, dimensions: number): Embedding {
  if (bytes.length < FLOAT_BYTES + dimensions) throw damaged(bytes.length, dimensions);
  const scale = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat32(0, true);
  const codes = new Int8Array(bytes.buffer, bytes.byteOffset + FLOAT_BYTES, dimensions);
  return Float32Array.from(codes, (code) => code * scale);
}

function encodePassage(embedding: Embedding): Pick<StoredRecord, "scale" | "codes"> {
  let largest = 0;
  for (const value of embedding) largest = Math.max(largest, Math.abs(value));
  const scale = Math.fround(largest / INT8_MAX);
  const codes = Int8Array.from(embedding, (value) => (scale === 0 ? 0 : Math.round(value / scale)));
  return { scale, codes };
}

function floatsOf(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * FLOAT_BYTES);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setFloat32(index * FLOAT_BYTES, value, true);
  });
  return bytes;
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number);
  return sum;
}

function damaged(length: number, dimensions: number): DatelineError {
  return new DatelineError(
    "index-corrupt",
    `Cannot read the embeddings of a passage: ${length} bytes are not whole embeddings of ${dimensions} dimensions`,
  );
}

/**
 * Windows have three bits per dimension. A code selects one of eight levels, which are optimal for normally
 * distributed values (Max 1960, https://doi.org/10.1109/TIT.1960.1057548), times a scale that makes inner
 * products correct on average (as Gao and Long 2024 do with one bit, https://arxiv.org/abs/2405.12497). These are
 * the levels of the positive half, in standard deviations.
 */
const POSITIVE_LEVELS = [0.2451, 0.756, 1.3439, 2.1519] as const;
const LARGEST = POSITIVE_LEVELS[3];
const BITS = 3;
const MASK = 7;

/** As int8, so that decoded vectors can be compared like int8 embeddings. */
export const WINDOW_LEVELS = Int8Array.from([
  ...POSITIVE_LEVELS.toReversed().map((level) => -Math.round((level * INT8_MAX) / LARGEST)),
  ...POSITIVE_LEVELS.map((level) => Math.round((level * INT8_MAX) / LARGEST)),
]);
/** Midpoints between levels: greater values are nearer the higher level. */
const MIDDLES = Array.from(
  { length: WINDOW_LEVELS.length - 1 },
  (_, index) => ((WINDOW_LEVELS[index] as number) + (WINDOW_LEVELS[index + 1] as number)) / 2,
);
/** For each twelve bits, the levels of four dimensions as four bytes of a word. */
const FOUR_LEVELS = fourLevels();

/** Length of a vector's code in bytes. */
export function codeBytes(dimensions: number): number {
  return Math.ceil((dimensions * BITS) / 8);
}

/**
 * @param code buffer of `codeBytes`
 * @returns the scale: a dimension is about its level times this
 */
export function encodeLevels(vector: Float32Array, code: Uint8Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  code.fill(0);
  if (squares === 0) return 0;
  const unit = (LARGEST * Math.sqrt(squares / vector.length)) / INT8_MAX;
  let product = 0;
  for (let dimension = 0; dimension < vector.length; dimension++) {
    const value = vector[dimension] as number;
    const level = levelOf(value / unit);
    product += value * (WINDOW_LEVELS[level] as number);
    const bit = dimension * BITS;
    const shifted = level << (bit & 7);
    code[bit >> 3] = (code[bit >> 3] as number) | shifted;
    // The bits that do not fit into the byte. After the last byte there are none.
    if (shifted > 0xff) code[(bit >> 3) + 1] = (code[(bit >> 3) + 1] as number) | (shifted >> 8);
  }
  return Math.fround(squares / product);
}

/** @param levels int8 buffer for all dimensions */
export function decodeLevels(code: Uint8Array, levels: Int8Array): void {
  if (levels.length % 8 === 0 && levels.byteOffset % 4 === 0) decodeEights(code, levels);
  else decodeEach(code, levels);
}

/** Three bytes encode eight dimensions. */
function decodeEights(code: Uint8Array, { buffer, byteOffset, length }: Int8Array): void {
  const words = new Int32Array(buffer, byteOffset, length / 4);
  for (let word = 0, at = 0; word < words.length; word += 2, at += 3) {
    const middle = code[at + 1] as number;
    words[word] = FOUR_LEVELS[(code[at] as number) | ((middle & 15) << 8)] as number;
    words[word + 1] = FOUR_LEVELS[(middle >> 4) | ((code[at + 2] as number) << 4)] as number;
  }
}

function decodeEach(code: Uint8Array, levels: Int8Array): void {
  for (let dimension = 0; dimension < levels.length; dimension++) {
    const bit = dimension * BITS;
    const bits = (code[bit >> 3] as number) | ((code[(bit >> 3) + 1] ?? 0) << 8);
    levels[dimension] = WINDOW_LEVELS[(bits >> (bit & 7)) & MASK] as number;
  }
}

function fourLevels(): Int32Array {
  const words = new Int32Array(2 ** (4 * BITS));
  const bytes = new Int8Array(words.buffer);
  for (let bits = 0; bits < words.length; bits++) {
    for (let index = 0; index < 4; index++) {
      bytes[4 * bits + index] = WINDOW_LEVELS[(bits >> (BITS * index)) & MASK] as number;
    }
  }
  return words;
}

function levelOf(value: number): number {
  let level = 0;
  while (level < MIDDLES.length && value > (MIDDLES[level] as number)) level++;
  return level;
}
