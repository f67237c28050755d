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

test("finds what searching for all rows and leaving out the others would find", () => {
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

test("asks for what the filter will take away, then for twice as many", () => {
  const { asked, search } = recordedSearch(100);
  const found = overFetch({ search, isAllowed: (row) => row >= 30, allowed: 50, size: 100 }, 5);
  expect(found.map(({ row }) => row)).toEqual([30, 31, 32, 33, 34]);
  expect(asked).toEqual([10, 20, 40]);
});

test("gives up after as many searches, and before one of more rows, as it may make", () => {
  const { asked, search } = recordedSearch(100);
  const filtered = { search, isAllowed: (row: number) => row >= 90, allowed: 10, size: 100 };
  expect(overFetch(filtered, 1, { tries: 2, most: 100 })).toEqual([]);
  expect(asked).toEqual([10, 20]);
  expect(overFetch(filtered, 6, { tries: 2, most: 50 })).toEqual([]);
  expect(asked).toEqual([10, 20]);
});

test("stops when the search has no more rows than it gave", () => {
  const { asked, search } = recordedSearch(3);
  expect(overFetch({ search, isAllowed: (row) => row > 0, allowed: 40, size: 50 }, 4)).toHaveLength(2);
  expect(asked).toEqual([5]);
});
