/** A passage that may become a hit, with what each ranker says of it. */
export interface Candidate {
  /** Position of its segment in the generation. */
  readonly segment: number;
  readonly row: number;
  /** Similarity to the query, −1…1, as `comparePassages` makes it of cosines. */
  readonly similarity: number;
  /** BM25 of the article, and of the passage in it; 0 when its whole article holds none of the query's terms. */
  readonly bm25: number;
  /** Share of what the query's words tell, 0…1, that the passage or its headline holds; 0 for a query without words. */
  readonly coverage: number;
}
