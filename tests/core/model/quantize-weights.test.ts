import fc from "fast-check";
import { expect, test } from "vitest";
import { quantizeColumns, quantizeRows } from "../../../packages/core/src/model/quantize-weights.ts";

const matrices = fc.integer({ min: 1, max: 8 }).chain((columns) =>
  fc
    .array(fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: columns, maxLength: columns }), {
      minLength: 1,
      maxLength: 8,
    })
    .map((rows) => ({ columns, weights: Float32Array.from(rows.flat()) })),
);

test("column weights stay within 64 steps and half a step of the original", () => {
  fc.assert(
    fc.property(matrices, ({ weights, columns }) => {
      const { values, scales } = quantizeColumns(weights, columns);
      for (const [index, weight] of weights.entries()) {
        const scale = scales[index % columns] ?? Number.NaN;
        const value = values[index] ?? Number.NaN;
        expect(Math.abs(value)).toBeLessThanOrEqual(64);
        expect(Math.abs(value * scale - weight)).toBeLessThanOrEqual(scale * 0.501);
      }
    }),
  );
});

test("row weights use 127 steps and stay within half a step of the original", () => {
  fc.assert(
    fc.property(matrices, ({ weights, columns }) => {
      const { values, scales } = quantizeRows(weights, columns);
      for (const [index, weight] of weights.entries()) {
        const scale = scales[Math.floor(index / columns)] ?? Number.NaN;
        const value = values[index] ?? Number.NaN;
        expect(Math.abs(value)).toBeLessThanOrEqual(127);
        expect(Math.abs(value * scale - weight)).toBeLessThanOrEqual(scale * 0.501);
      }
    }),
  );
});
