import { RowSet } from "@dateline-search/core/ports/row-set";
import { expect, test } from "vitest";
import { seededRandom } from "../../fixtures/seeded-random.ts";

test.each([0, 1, 31, 32, 33, 64, 1_000])("has the given ones of %d rows, ascending", (size) => {
  const random = seededRandom(size + 1);
  const rows = Array.from({ length: size }, (_, row) => row).filter(() => random() < 0.4);
  const set = RowSet.of(size, rows.toReversed());
  expect([set.size, set.count]).toEqual([size, rows.length]);
  expect([...set.rows()]).toEqual(rows);
  expect(Array.from({ length: size }, (_, row) => row).filter((row) => set.has(row))).toEqual(rows);
});

test("has no row beyond its segment and none twice", () => {
  const set = RowSet.of(40, [3, 3, 39]);
  expect([...set.rows()]).toEqual([3, 39]);
  expect([set.has(40), set.has(64), set.has(-1)]).toEqual([false, false, false]);
});

test("can be made from ranges, and from another set with a condition", () => {
  const set = RowSet.ofRanges(100, (add) => {
    add({ first: 30, end: 35 });
    add({ first: 64, end: 64 });
    add({ first: 99, end: 100 });
  });
  expect([...set.rows()]).toEqual([30, 31, 32, 33, 34, 99]);
  expect([...set.filter((row) => row % 2 === 1).rows()]).toEqual([31, 33, 99]);
});
