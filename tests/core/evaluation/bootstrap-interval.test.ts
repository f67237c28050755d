import { bootstrapInterval } from "@dateline-search/core/evaluation/bootstrap-interval";
import { expect, test } from "vitest";

test("is as wide as theory says for a mean of many independent values", () => {
  const values = Array.from({ length: 400 }, (_, index) => (index % 4 === 0 ? 1 : 0));
  const { low, high } = bootstrapInterval(values);
  const halfWidth = 1.96 * Math.sqrt((0.25 * 0.75) / values.length);
  expect(Math.abs(low - (0.25 - halfWidth))).toBeLessThan(0.01);
  expect(Math.abs(high - (0.25 + halfWidth))).toBeLessThan(0.01);
  expect(bootstrapInterval(values)).toEqual({ low, high });
});

test("has no width if all values are equal, and is 0 without values", () => {
  expect(bootstrapInterval([0.5, 0.5, 0.5])).toEqual({ low: 0.5, high: 0.5 });
  expect(bootstrapInterval([])).toEqual({ low: 0, high: 0 });
});
