/**
 * Lucene's inverse document frequency, which never reaches 0: a word in every text still counts, but least.
 */
export function inverseFrequency(total: number, having: number): number {
  return Math.log(1 + (total - having + 0.5) / (having + 0.5));
}
