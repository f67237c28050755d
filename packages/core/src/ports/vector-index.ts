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

/** The result order of every vector index: by similarity, ties by row. */
export function nearestFirst(a: Neighbor, b: Neighbor): number {
  return b.similarity - a.similarity || a.row - b.row;
}

/**
 * The `k` rows with the greatest similarities, nearest first; ties in row order. Uses a heap in one pass,
 * because sorting all rows would take longer than comparing them.
 *
 * @param rows row of each similarity, ascending; defaults to the position
 */
export function topK(similarities: Float32Array, k: number, rows?: ArrayLike<number>): readonly Neighbor[] {
  return greatest(similarities, k)
    .map((index) => ({
      row: rows === undefined ? index : (rows[index] as number),
      similarity: similarities[index] as number,
    }))
    .sort(nearestFirst);
}

/** Positions of the `k` greatest values, unordered; of equal values the first ones. */
function greatest(values: Float32Array, k: number): number[] {
  const heap: number[] = [];
  if (k <= 0) return heap;
  for (let index = 0; index < values.length; index++) {
    if (heap.length < k) {
      heap.push(index);
      if (heap.length === k) for (let root = k >> 1; root >= 0; root--) sink(heap, root, values);
    } else if ((values[index] as number) > (values[heap[0] as number] as number)) {
      heap[0] = index;
      sink(heap, 0, values);
    }
  }
  return heap;
}

/** Restores the heap below `start`. Every entry is better than its parent, so the worst is at the root. */
function sink(heap: number[], start: number, values: Float32Array): void {
  const entry = heap[start] as number;
  let hole = start;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isWorse(heap[child + 1] as number, heap[child] as number, values)) child++;
    if (!isWorse(heap[child] as number, entry, values)) break;
    heap[hole] = heap[child] as number;
    hole = child;
  }
  heap[hole] = entry;
}

function isWorse(a: number, b: number, values: Float32Array): boolean {
  const difference = (values[a] as number) - (values[b] as number);
  return difference < 0 || (difference === 0 && a > b);
}
