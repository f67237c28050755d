import type { Embedding } from "../types.ts";

/** A row of an index and its cosine similarity to the query, −1…1; larger is nearer. */
export interface Neighbor {
  /** Dense row number, 0…size−1, in insertion order. */
  readonly row: number;
  readonly similarity: number;
}

/** A finished, immutable set of embeddings for nearest-neighbour search. Reads never mutate. */
export interface VectorIndex {
  readonly size: number;
  readonly dimensions: number;
  /** True when `search` compares every row. */
  readonly exact: boolean;
  /**
   * @param k maximum number of neighbours, nearest first; ties in row order
   * @throws DatelineError `internal` when the query has another length than `dimensions`
   */
  search(query: Embedding, k: number): readonly Neighbor[];
  /** Similarities of the given rows, in their order. @throws DatelineError `internal` for a row out of range */
  similarities(query: Embedding, rows: readonly number[]): Float32Array;
}
