import type { Embedding } from "../types.ts";
import type { RowSet } from "./row-set.ts";
import type { Neighbor, VectorIndex } from "./vector-index.ts";

/** Compares the query with every row that may be found, so that it misses none. */
export interface ScanIndex extends VectorIndex {
  /**
   * @param k at most this many neighbours of those allowed, nearest first; ties in row order
   * @throws DatelineError `internal` when the query has another length than `dimensions`
   */
  searchAmong(query: Embedding, k: number, allowed: RowSet): readonly Neighbor[];
}
