import type { Embedding } from "../types.ts";
import type { RowSet } from "./row-set.ts";
import type { Neighbor, VectorIndex } from "./vector-index.ts";

/** Compares the query with every allowed row, so it misses none. */
export interface ScanIndex extends VectorIndex {
  /**
   * @param k maximum number of neighbours among the allowed rows, nearest first; ties in row order
   * @throws DatelineError `internal` when the query has another length than `dimensions`
   */
  searchAmong(query: Embedding, k: number, allowed: RowSet): readonly Neighbor[];
}
