import {
  isInRanges,
  type RowRanges,
  rowsInRanges,
  uniteRanges,
} from "@dateline-search/core/generation/removed-rows";
import fc from "fast-check";
import { expect, test } from "vitest";

const ranges = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 8 }))) as fc.Arbitrary<RowRanges>;

function rowsOf(some: RowRanges): Set<number> {
  return new Set(
    some.flatMap(([first, count]) => Array.from({ length: count }, (_, index) => first + index)),
  );
}

test("a union of runs has the rows of both, ordered and disjoint, and no others", () => {
  fc.assert(
    fc.property(ranges, ranges, (some, others) => {
      const united = uniteRanges(some, others);
      const expected = rowsOf([...some, ...others]);
      expect(rowsOf(united)).toEqual(expected);
      expect(rowsInRanges(united)).toBe(expected.size);
      for (let row = 0; row < 80; row++) expect(isInRanges(united, row)).toBe(expected.has(row));
      const gaps = united.slice(1).map(([first], index) => {
        const [before, count] = united[index] as RowRanges[number];
        return first - before - count;
      });
      expect(gaps.every((gap) => gap > 0)).toBe(true);
    }),
  );
});

test("a union changes neither of the two", () => {
  const [some, others]: [RowRanges, RowRanges] = [[[0, 2]], [[1, 4]]];
  uniteRanges(some, others);
  expect([some, others]).toEqual([[[0, 2]], [[1, 4]]]);
});
