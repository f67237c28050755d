import type { Neighbor } from "./vector-index.ts";

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
