import { nearestFirst, topK } from "@dateline-search/core/ports/vector-index";
import fc from "fast-check";
import { expect, test } from "vitest";

test("keeps the same rows as sorting and cutting, ties in row order", () => {
  // Few values, so that many rows tie.
  const similarities = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 60 });
  fc.assert(
    fc.property(similarities, fc.integer({ min: 0, max: 70 }), fc.boolean(), (eighths, k, filtered) => {
      const values = Float32Array.from(eighths, (value) => value / 8);
      const rows = filtered ? eighths.map((_, index) => index * 3 + 1) : undefined;
      const all = [...values].map((similarity, index) => ({ row: rows?.[index] ?? index, similarity }));
      expect(topK(values, k, rows)).toEqual(all.sort(nearestFirst).slice(0, k));
    }),
  );
});

test("leaves its input unchanged", () => {
  const values = Float32Array.of(0.1, 0.9, 0.5);
  topK(values, 1);
  expect(values).toEqual(Float32Array.of(0.1, 0.9, 0.5));
});
