import { DatelineError } from "../../errors.ts";
import type { RowRange } from "../../ports/row-set.ts";
import { ByteReader } from "./varints.ts";

/**
 * Rows of a segment whose passage contains all of some terms, in its text or headline.
 *
 * @param postings of each term, in the layout of `PostingsBuilder`
 * @param firstRows row of the first passage of each article, followed by the number of passages
 * @returns ascending
 * @throws DatelineError `index-corrupt` when the postings refer to a missing article or passage
 */
export function heldRows(postings: readonly Uint8Array[], firstRows: Uint32Array): readonly number[] {
  const held = new Uint16Array(firstRows.at(-1) ?? 0);
  postings.forEach((ofTerm, before) => {
    // A row that lacks an earlier term is out.
    markRows(ofTerm, firstRows, (row) => {
      if (held[row] === before) held[row] = before + 1;
    });
  });
  const rows: number[] = [];
  held.forEach((count, row) => {
    if (postings.length > 0 && count === postings.length) rows.push(row);
  });
  return rows;
}

function markRows(postings: Uint8Array, firstRows: Uint32Array, mark: (row: number) => void): void {
  const reader = new ByteReader(postings);
  for (let article = 0; !reader.atEnd; ) {
    article += reader.next();
    const [first, end] = [firstRows[article], firstRows[article + 1]];
    if (first === undefined || end === undefined) throw damaged(`article ${article}`);
    const texts = reader.next();
    const isInHeadline = (texts & 1) === 1;
    // Skip the weight of the headline.
    if (isInHeadline) reader.next();
    markRowsInTexts(reader, { first, end, count: texts >>> 1 }, isInHeadline ? ignore : mark);
    if (isInHeadline) for (let row = first; row < end; row++) mark(row);
  }
}

function markRowsInTexts(
  reader: ByteReader,
  { first, end, count }: RowRange & { readonly count: number },
  mark: (row: number) => void,
): void {
  let row = first;
  for (let left = count; left > 0; left--) {
    const step = reader.next();
    row += step >>> 1;
    // Skip the number of occurrences.
    if ((step & 1) === 1) reader.next();
    if (row >= end) throw damaged(`passage ${row - first} of an article of ${end - first}`);
    mark(row);
  }
}

/** If the headline contains the term, every passage counts, so the list of passages is only skipped. */
function ignore(): void {}

function damaged(what: string): DatelineError {
  return new DatelineError(
    "index-corrupt",
    `Cannot read the word index: it names ${what}, which is not there`,
  );
}
