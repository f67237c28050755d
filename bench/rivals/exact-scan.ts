import { DIMENSIONS } from "../passages/passage-set.ts";

/** The rows with the largest inner products, largest first, by a scan of all. */
export function nearestRows(embeddings: Float32Array, query: Float32Array, count: number): readonly number[] {
  const rows: number[] = [];
  const similarities: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < embeddings.length / DIMENSIONS; row++) {
    const similarity = innerProduct(embeddings, row * DIMENSIONS, query);
    if (rows.length === count && similarity <= least) continue;
    let place = rows.length;
    while (place > 0 && (similarities[place - 1] as number) < similarity) place--;
    rows.splice(place, 0, row);
    similarities.splice(place, 0, similarity);
    rows.length = similarities.length = Math.min(count, rows.length);
    least = similarities.at(-1) as number;
  }
  return rows;
}

/** Four sums at once, which V8 runs in parallel. */
export function innerProduct(embeddings: Float32Array, start: number, query: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < DIMENSIONS; i += 4) {
    a += (embeddings[start + i] as number) * (query[i] as number);
    b += (embeddings[start + i + 1] as number) * (query[i + 1] as number);
    c += (embeddings[start + i + 2] as number) * (query[i + 2] as number);
    d += (embeddings[start + i + 3] as number) * (query[i + 3] as number);
  }
  return a + b + c + d;
}
