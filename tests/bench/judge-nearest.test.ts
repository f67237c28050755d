import { expect, test } from "vitest";
import { shareFound } from "../../bench/filters/judge-nearest.ts";

const neighbors = (...similarities: readonly number[]) =>
  similarities.map((similarity, row) => ({ row, similarity }));

test("a result missing among the first counts as missed, even if it comes later", () => {
  const truth = neighbors(0.9, 0.8, 0.7, 0.6);
  expect(shareFound(truth, truth)).toBe(1);
  expect(shareFound(truth, neighbors(0.9, 0.8, 0.5, 0.4))).toBe(0.5);
  expect(shareFound(truth, neighbors(0.9, 0.5, 0.4, 0.3, 0.8))).toBe(0.25);
  expect(shareFound(truth, [])).toBe(0);
});

test("equally near rows are equally right, and rounding does not matter", () => {
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

test("nothing is missed if nothing is allowed", () => {
  expect(shareFound([], [])).toBe(1);
});
