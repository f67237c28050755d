/** A passage of one segment that may become a hit, with what each ranker says of it. */
export interface SegmentCandidate {
  readonly row: number;
  /** Cosine similarity to the query, −1…1: mean of the passage's and of its best sentence's. */
  readonly similarity: number;
  /** BM25; 0 when it holds none of the query's terms. */
  readonly bm25: number;
}

/** A candidate among those of all segments. */
export interface Candidate extends SegmentCandidate {
  /** Position of its segment in the generation. */
  readonly segment: number;
}
