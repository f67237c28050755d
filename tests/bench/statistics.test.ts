import fc from "fast-check";
import { expect, test } from "vitest";
import { percentile, spreadOf } from "../../bench/report/statistics.ts";

const someValues = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });

test("percentiles are the nearest ranks of the sorted values", () => {
  const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0, 0.01, 0.5, 0.99, 1].map((share) => percentile(oneToHundred, share))).toEqual([
    1, 1, 50, 99, 100,
  ]);
  expect(percentile([7], 0.99)).toBe(7);
  expect(percentile([10, 9], 0.5)).toBe(9);
});

test("a percentile is one of the values, at least that share of them is not above it, and the input stays as it was", () => {
  fc.assert(
    fc.property(someValues, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const before = [...values];
      const found = percentile(values, share);
      expect(values).toEqual(before);
      expect(values).toContain(found);
      expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(share * values.length);
    }),
  );
});

test("a percentile of no values and a share out of range are rejected", () => {
  expect(() => percentile([], 0.5)).toThrow(RangeError);
  expect(() => percentile([1], 99)).toThrow(/99 is not in 0…1/);
  expect(() => spreadOf([])).toThrow(RangeError);
});

test("the spread is the mean with the sample standard deviation", () => {
  expect(spreadOf([2, 4, 4, 4, 5, 5, 7, 9]).mean).toBe(5);
  expect(spreadOf([2, 4, 4, 4, 5, 5, 7, 9]).deviation).toBeCloseTo(2.138, 3);
  expect(spreadOf([3])).toEqual({ mean: 3, deviation: 0, lowest: 3 });
});
