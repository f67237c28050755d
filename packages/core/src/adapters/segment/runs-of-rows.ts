import { checkRow } from "./check-vector.ts";

/** A run of consecutive rows in a list of rows. */
export interface RowRun {
  readonly first: number;
  readonly count: number;
  /** Position of the first of them in the list. */
  readonly position: number;
}

/**
 * Splits a list of rows into runs of consecutive rows, which can be compared or read at once, because the
 * passages of an article are requested together.
 *
 * @param size of the index
 * @throws DatelineError `internal` for a row out of range
 */
export function runsOf(rows: ArrayLike<number>, size: number): readonly RowRun[] {
  const runs: RowRun[] = [];
  for (let position = 0; position < rows.length; ) {
    const first = rows[position] as number;
    checkRow(first, size);
    let end = position + 1;
    while (end < rows.length && rows[end] === first + end - position) end++;
    checkRow(rows[end - 1] as number, size);
    runs.push({ first, count: end - position, position });
    position = end;
  }
  return runs;
}
