import { runsOf } from "@dateline-search/core/adapters/segment/runs-of-rows";
import fc from "fast-check";
import { expect, test } from "vitest";

test("rows that follow one another are a run, with where it stands in the list", () => {
  expect(runsOf([4, 5, 6, 9, 8, 0, 1, 1], 10)).toEqual([
    { first: 4, count: 3, position: 0 },
    { first: 9, count: 1, position: 3 },
    { first: 8, count: 1, position: 4 },
    { first: 0, count: 2, position: 5 },
    { first: 1, count: 1, position: 7 },
  ]);
  expect(runsOf([], 10)).toEqual([]);
});

test("runs together are the list", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 30 }), (rows) => {
      const runs = runsOf(rows, 10);
      expect(
        runs.flatMap(({ first, count }) => Array.from({ length: count }, (_, index) => first + index)),
      ).toEqual(rows);
      expect(runs.map(({ position }) => rows[position])).toEqual(runs.map(({ first }) => first));
    }),
  );
});

test("a row that is not there is refused, also at the end of a run", () => {
  for (const rows of [[10], [8, 9, 10], [-1], [0.5]]) {
    expect(() => runsOf(rows, 10)).toThrow(/Cannot read vector .*: the index has 10 rows/);
  }
});
