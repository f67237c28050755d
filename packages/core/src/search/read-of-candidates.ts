import type { PassageRef } from "../ports/search-index.ts";
import type { Segment } from "../ports/segment.ts";
import { askEach } from "../ports/unfetched.ts";

/**
 * What is stored of candidates, for each in turn. Each segment is asked once for all of its candidates, since each question
 * has its price.
 *
 * @param read gives for rows of a segment, each in turn, what is wanted of them
 */
export function readOfCandidates<T>(
  candidates: readonly PassageRef[],
  segments: readonly Segment[],
  read: (segment: Segment, rows: readonly number[]) => readonly T[],
): readonly T[] {
  const found = askEach(segments, (segment, index) => {
    const rows = candidates.flatMap((candidate) => (candidate.segment === index ? candidate.row : []));
    const ofRows = rows.length === 0 ? [] : read(segment, rows);
    return new Map(rows.map((row, position) => [row, ofRows[position] as T]));
  });
  return candidates.map(({ segment, row }) => found[segment]?.get(row) as T);
}
