import { expect, test } from "vitest";
import { shareFound } from "../../bench/filters/judge-nearest.ts";

const neighbors = (...similarities: readonly number[]) =>
  similarities.map((similarity, row) => ({ row, similarity }));

test("what is missing among the first counts as missed, also when it comes later", () => {
  const truth = neighbors(0.9, 0.8, 0.7, 0.6);
  expect(shareFound(truth, truth)).toBe(1);
  expect(shareFound(truth, neighbors(0.9, 0.8, 0.5, 0.4))).toBe(0.5);
  expect(shareFound(truth, neighbors(0.9, 0.5, 0.4, 0.3, 0.8))).toBe(0.25);
  expect(shareFound(truth, [])).toBe(0);
});

test("of rows that are equally near either is right, and rounding decides nothing", () => {
  const truth = [
    { row: 4, similarity: 0.9 },
    { row: 7, similarity: 0.5 },
  ];
  const found = [
    { row: 4, similarity: 0.900_000_1 },
    { row: 9, similarity: 0.499_999_9 },
  ];
  expect(shareFound(truth, found)).toBe(1);
});

test("where nothing is allowed nothing is missed", () => {
  expect(shareFound([], [])).toBe(1);
});
