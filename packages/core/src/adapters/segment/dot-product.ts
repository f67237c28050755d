/**
 * Inner product of `query` and the vector in `matrix` at `offset`; the cosine similarity when both are
 * L2-normalised. Uses four sums, because with one every addition would wait for the previous one.
 */
export function dotProduct(query: Float32Array, matrix: Float32Array | Int8Array, offset: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = query.length - (query.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += (query[i] as number) * (matrix[offset + i] as number);
    b += (query[i + 1] as number) * (matrix[offset + i + 1] as number);
    c += (query[i + 2] as number) * (matrix[offset + i + 2] as number);
    d += (query[i + 3] as number) * (matrix[offset + i + 3] as number);
  }
  for (let i = whole; i < query.length; i++) a += (query[i] as number) * (matrix[offset + i] as number);
  return a + b + c + d;
}
