import { nearestFirst } from "./nearest-first.ts";
import type { Neighbor } from "./vector-index.ts";

/**
 * The `k` rows with the greatest similarities, nearest first; ties in row order. Only these become objects and are
 * compared in JavaScript: sorting every row that way would take most of the time of a scan.
 *
 * @param rows row of each similarity, ascending; the position itself when not given
 */
export function keepNearest(
  similarities: Float32Array,
  k: number,
  rows?: readonly number[],
): readonly Neighbor[] {
  const lowestKept = similarities.length <= k ? Number.NEGATIVE_INFINITY : kthLargest(similarities, k);
  const kept: Neighbor[] = [];
  similarities.forEach((similarity, index) => {
    if (similarity < lowestKept) return;
    kept.push({ row: rows === undefined ? index : (rows[index] as number), similarity });
  });
  return kept.sort(nearestFirst).slice(0, k);
}

function kthLargest(similarities: Float32Array, k: number): number {
  return similarities.slice().sort()[similarities.length - k] ?? Number.POSITIVE_INFINITY;
}
