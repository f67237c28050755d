/** A passage that may become a hit, with what each ranker says of it. */
export interface Candidate {
  /** Position of its segment in the generation. */
  readonly segment: number;
  readonly row: number;
  /** Cosine similarity to the query, −1…1. */
  readonly similarity: number;
  /** BM25; 0 when it holds none of the query's terms. */
  readonly bm25: number;
}
