/** A passage that may become a hit, with what each ranker says of it. */
export interface Candidate {
  /** Position of its segment in the generation. */
  readonly segment: number;
  readonly row: number;
  /** Cosine similarity to the query, −1…1: mean of the passage's and of its best sentence's. */
  readonly similarity: number;
  /** BM25 of the passage and its article; 0 when its whole article holds none of the query's terms. */
  readonly bm25: number;
}
