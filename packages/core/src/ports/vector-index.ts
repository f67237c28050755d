import { DatelineError } from "../errors.ts";
import type { Embedding } from "../types.ts";
import type { RowSet } from "./row-set.ts";

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
  /** True if `search` compares every row. */
  readonly exact: boolean;
  /**
   * @param k maximum number of neighbours, nearest first; ties in row order
   * @throws DatelineError `internal` when the query has another length than `dimensions`
   */
  search(query: Embedding, k: number): readonly Neighbor[];
  /** Similarities of the given rows, in their order. @throws DatelineError `internal` for a row out of range */
  similarities(query: Embedding, rows: readonly number[]): Float32Array;
}

/** Compares the query with every allowed row, so it misses none. */
export interface ScanIndex extends VectorIndex {
  /**
   * @param k maximum number of neighbours among the allowed rows, nearest first; ties in row order
   * @throws DatelineError `internal` when the query has another length than `dimensions`
   */
  searchAmong(query: Embedding, k: number, allowed: RowSet): readonly Neighbor[];
}

/** @throws DatelineError `internal` when the query has another length than the index */
export function checkDimensions(query: Embedding, dimensions: number): void {
  if (query.length === dimensions) return;
  throw new DatelineError(
    "internal",
    `Cannot search the vectors: the query has ${query.length} dimensions, the index ${dimensions}`,
  );
}

/** @throws DatelineError `internal` when the index has no such row */
export function checkRow(row: number, size: number): void {
  if (Number.isInteger(row) && row >= 0 && row < size) return;
  throw new DatelineError("internal", `Cannot read vector ${row}: the index has ${size} rows`);
}
