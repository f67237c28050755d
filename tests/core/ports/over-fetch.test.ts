import { overFetch } from "@dateline-search/core/ports/over-fetch";
import fc from "fast-check";
import { expect, test } from "vitest";

const rowsOf = (size: number) => Array.from({ length: size }, (_, row) => ({ row }));

/** A search whose best row is row 0, and what it was asked for. */
function recordedSearch(size: number) {
  const asked: number[] = [];
  const search = (limit: number) => {
    asked.push(limit);
    return rowsOf(size).slice(0, limit);
  };
  return { asked, search };
}

test("finds the same rows as a search over all rows that filters afterwards", () => {
  const rows = fc.array(fc.boolean(), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 90 }), (allowedRows, limit) => {
      const { search } = recordedSearch(allowedRows.length);
      const isAllowed = (row: number) => allowedRows[row] as boolean;
      const expected = rowsOf(allowedRows.length).filter(({ row }) => isAllowed(row));
      const filtered = { search, isAllowed, allowed: expected.length, size: allowedRows.length };
      expect(overFetch(filtered, limit)).toEqual(expected.slice(0, limit));
    }),
  );
});

test("requests as many more as the filter removes, then twice as many", () => {
  const { asked, search } = recordedSearch(100);
  const found = overFetch({ search, isAllowed: (row) => row >= 30, allowed: 50, size: 100 }, 5);
  expect(found.map(({ row }) => row)).toEqual([30, 31, 32, 33, 34]);
  expect(asked).toEqual([10, 20, 40]);
});

test("gives up after the allowed number of searches, and before exceeding the allowed number of rows", () => {
  const { asked, search } = recordedSearch(100);
  const filtered = { search, isAllowed: (row: number) => row >= 90, allowed: 10, size: 100 };
  expect(overFetch(filtered, 1, { tries: 2, most: 100 })).toEqual([]);
  expect(asked).toEqual([10, 20]);
  expect(overFetch(filtered, 6, { tries: 2, most: 50 })).toEqual([]);
  expect(asked).toEqual([10, 20]);
});

test("stops once the search has no more rows", () => {
  const { asked, search } = recordedSearch(3);
  expect(overFetch({ search, isAllowed: (row) => row > 0, allowed: 40, size: 50 }, 4)).toHaveLength(2);
  expect(asked).toEqual([5]);
});
