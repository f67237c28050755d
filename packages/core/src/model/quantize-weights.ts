/** Signed 8-bit weights and the scales that convert them back. */
export interface QuantizedWeights {
  /** Same layout as the input. */
  readonly values: Int8Array;
  /** One per column (`quantizeColumns`) or row (`quantizeRows`). */
  readonly scales: Float32Array;
}

/**
 * Largest weight in a matrix product. Processors with AVX2 but without VNNI add two products of an unsigned
 * and a signed byte in 16 bits, saturating: 2 · 255 · 64 = 32,640 fits into 32,767, 2 · 255 · 127 does not
 * (ONNX Runtime calls this "reduce range").
 */
const MAX_PRODUCT_WEIGHT = 64;
const MAX_LOOKUP_WEIGHT = 127;
/** Scales of smaller weights would lose precision, because 32-bit floats end near 1e-38. */
const NEGLIGIBLE_WEIGHT = 1e-30;

/**
 * Quantizes the weights of a linear layer symmetrically, with one scale per output (column).
 *
 * @param weights `rows` × `columns`, row-major
 */
export function quantizeColumns(weights: Float32Array, columns: number): QuantizedWeights {
  const scales = new Float32Array(columns);
  for (const [index, weight] of weights.entries()) {
    const column = index % columns;
    scales[column] = Math.max(scales[column] ?? 0, Math.abs(weight));
  }
  divideBy(scales, MAX_PRODUCT_WEIGHT);
  const values = new Int8Array(weights.length);
  for (const [index, weight] of weights.entries()) {
    values[index] = Math.round(weight / (scales[index % columns] ?? 1));
  }
  return { values, scales };
}

/**
 * Quantizes an embedding table symmetrically, with one scale per row, because vectors of rare and frequent
 * words differ in length.
 *
 * @param weights rows of `columns` numbers
 */
export function quantizeRows(weights: Float32Array, columns: number): QuantizedWeights {
  const scales = new Float32Array(weights.length / columns);
  // Counting loops, because the table of a multilingual model has nearly 100 million numbers.
  for (let row = 0, index = 0; row < scales.length; row++) {
    let largest = 0;
    for (const end = index + columns; index < end; index++) {
      largest = Math.max(largest, Math.abs(weights[index] ?? 0));
    }
    scales[row] = largest;
  }
  divideBy(scales, MAX_LOOKUP_WEIGHT);
  const values = new Int8Array(weights.length);
  for (let row = 0, index = 0; row < scales.length; row++) {
    const scale = scales[row] ?? 1;
    for (const end = index + columns; index < end; index++) {
      values[index] = Math.round((weights[index] ?? 0) / scale);
    }
  }
  return { values, scales };
}

function divideBy(scales: Float32Array, largest: number): void {
  for (const [index, largestWeight] of scales.entries()) {
    // With nothing to scale, 1 avoids a division by zero.
    scales[index] = largestWeight < NEGLIGIBLE_WEIGHT ? 1 : largestWeight / largest;
  }
}
