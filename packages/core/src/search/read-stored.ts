import type { PassageRef } from "../ports/search-index.ts";
import type { Segment } from "../ports/segment.ts";

/**
 * Reads what the segments store of candidates, in the order of the candidates. Asks each segment once, because every read
 * has a fixed cost.
 *
 * @param read returns one value for each row of a segment, in the order of the rows
 */
export function readStored<T>(
  candidates: readonly PassageRef[],
  segments: readonly Segment[],
  read: (segment: Segment, rows: readonly number[]) => readonly T[],
): readonly T[] {
  const found = segments.map((segment, index) => {
    const rows = candidates.flatMap((candidate) => (candidate.segment === index ? candidate.row : []));
    const ofRows = rows.length === 0 ? [] : read(segment, rows);
    return new Map(rows.map((row, position) => [row, ofRows[position] as T]));
  });
  return candidates.map(({ segment, row }) => found[segment]?.get(row) as T);
}
