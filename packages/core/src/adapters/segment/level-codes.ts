/**
 * Vectors with three bits per dimension. A code selects one of eight levels, which are optimal for normally
 * distributed values (Max 1960, https://doi.org/10.1109/TIT.1960.1057548), times a scale that makes inner
 * products correct on average (as Gao and Long 2024 do with one bit, https://arxiv.org/abs/2405.12497).
 *
 * @module
 */

/** Levels of the positive half, in standard deviations. */
const POSITIVE_LEVELS = [0.2451, 0.756, 1.3439, 2.1519] as const;
const LARGEST = POSITIVE_LEVELS[3];
const INT8_MAX = 127;
const BITS = 3;
const MASK = 7;

/** As int8, so that decoded vectors can be compared like int8 embeddings. */
const LEVELS = Int8Array.from([
  ...POSITIVE_LEVELS.toReversed().map((level) => -Math.round((level * INT8_MAX) / LARGEST)),
  ...POSITIVE_LEVELS.map((level) => Math.round((level * INT8_MAX) / LARGEST)),
]);
/** Midpoints between levels: greater values are nearer the higher level. */
const MIDDLES = Array.from(
  { length: LEVELS.length - 1 },
  (_, index) => ((LEVELS[index] as number) + (LEVELS[index + 1] as number)) / 2,
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
    product += value * (LEVELS[level] as number);
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
    levels[dimension] = LEVELS[(bits >> (bit & 7)) & MASK] as number;
  }
}

function fourLevels(): Int32Array {
  const words = new Int32Array(2 ** (4 * BITS));
  const bytes = new Int8Array(words.buffer);
  for (let bits = 0; bits < words.length; bits++) {
    for (let index = 0; index < 4; index++) {
      bytes[4 * bits + index] = LEVELS[(bits >> (BITS * index)) & MASK] as number;
    }
  }
  return words;
}

function levelOf(value: number): number {
  let level = 0;
  while (level < MIDDLES.length && value > (MIDDLES[level] as number)) level++;
  return level;
}
