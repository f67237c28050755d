/** How telling a word is: Lucene's idf, which never falls to 0. A word that every text has still counts, if least. */
export function inverseFrequency(total: number, having: number): number {
  return Math.log(1 + (total - having + 0.5) / (having + 0.5));
}
