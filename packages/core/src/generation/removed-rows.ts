import type { SegmentEntry } from "./manifest.ts";

/** Ranges of rows: the first row and the number of rows. */
export type RowRanges = SegmentEntry["removed"]["passages"];

/** Binary search. @param ranges in ascending order */
export function isInRanges(ranges: RowRanges, row: number): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const [first, count] = ranges[middle] as RowRanges[number];
    if (row < first) high = middle;
    else if (row >= first + count) low = middle + 1;
    else return true;
  }
  return false;
}

/** True if the ranges contain all rows of the others. */
export function includesRanges(ranges: RowRanges, others: RowRanges): boolean {
  return rowsInRanges(uniteRanges(ranges, others)) === rowsInRanges(ranges);
}

export function rowsInRanges(ranges: RowRanges): number {
  return ranges.reduce((sum, [, count]) => sum + count, 0);
}

/** Rows in either list, as the fewest ranges in ascending order. */
export function uniteRanges(ranges: RowRanges, others: RowRanges): RowRanges {
  const united: RowRanges = [];
  for (const [first, count] of [...ranges, ...others].sort(([a], [b]) => a - b)) {
    const last = united.at(-1);
    if (last === undefined || first > last[0] + last[1]) united.push([first, count]);
    else last[1] = Math.max(last[0] + last[1], first + count) - last[0];
  }
  return united;
}

/** Rows in both lists, as the fewest ranges in ascending order. */
export function sharedRanges(ranges: RowRanges, others: RowRanges): RowRanges {
  const shared: RowRanges = [];
  for (const [first, count] of ranges) {
    for (const [otherFirst, otherCount] of others) {
      const start = Math.max(first, otherFirst);
      const end = Math.min(first + count, otherFirst + otherCount);
      if (end > start) shared.push([start, end - start]);
    }
  }
  return uniteRanges(shared, []);
}
