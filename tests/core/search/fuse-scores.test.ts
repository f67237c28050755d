import type { Candidate } from "@dateline-search/core/ports/search-index";
import { fuseScores, SEMANTIC_WEIGHT, semanticWeightFor } from "@dateline-search/core/search/fuse-scores";
import fc from "fast-check";
import { expect, test } from "vitest";

const LOW: Candidate = { segment: 0, row: 0, similarity: 0.2, bm25: 4, coverage: 0.4 };
const MIDDLE: Candidate = { segment: 0, row: 1, similarity: 0.5, bm25: 1, coverage: 0.2 };
const HIGH: Candidate = { segment: 0, row: 2, similarity: 0.6, bm25: 0, coverage: 0 };

test("similarities are stretched to 0…1, BM25 is divided by the highest, and the score is their weighted sum; both raw values stay", () => {
  const scored = fuseScores([LOW, MIDDLE, HIGH], 0.6);
  expect(scored.map(({ row }) => row)).toEqual([2, 1, 0]);
  const [high, middle, low] = scored;
  expect(high).toMatchObject({
    score: 0.6,
    parts: { semantic: 1, lexical: 0, similarity: 0.6, coverage: 0 },
  });
  expect(middle?.parts.semantic).toBeCloseTo(0.75, 12);
  expect(middle?.parts.lexical).toBe(0.25);
  expect(middle?.score).toBeCloseTo(0.6 * 0.75 + 0.4 * 0.25, 12);
  expect(low).toMatchObject({ score: 0.4, parts: { semantic: 0, lexical: 1 } });
});

test("weight 1 ranks by meaning alone, weight 0 by words alone", () => {
  const rows = (weight: number) => fuseScores([MIDDLE, LOW, HIGH], weight).map(({ row }) => row);
  expect(rows(1)).toEqual([2, 1, 0]);
  expect(rows(0)).toEqual([0, 1, 2]);
});

test("equal scores are ranked by segment, then by row", () => {
  const equal = { similarity: 0.3, bm25: 2, coverage: 0.3 };
  const places = [
    { segment: 1, row: 0 },
    { segment: 0, row: 10 },
    { segment: 0, row: 9 },
  ];
  const scored = fuseScores(places.map((place) => ({ ...place, ...equal })));
  expect(scored.map(({ segment, row }) => [segment, row])).toEqual([
    [0, 9],
    [0, 10],
    [1, 0],
  ]);
});

test("a single candidate is the nearest, with or without words in common", () => {
  expect(fuseScores([HIGH], 0.6)).toMatchObject([
    { ...HIGH, score: 0.6, parts: { semantic: 1, lexical: 0 } },
  ]);
  expect(fuseScores([LOW], 0.6)).toMatchObject([{ ...LOW, score: 1, parts: { semantic: 1, lexical: 1 } }]);
});

test("no candidates give no scores", () => {
  expect(fuseScores([])).toEqual([]);
});

test("scores and parts are between 0 and 1, fall with the rank, and nothing is lost or changed", () => {
  const candidates = fc.array(
    fc.record({
      segment: fc.nat(2),
      row: fc.nat(1_000),
      similarity: fc.double({ min: -1, max: 1, noNaN: true }),
      coverage: fc.double({ min: 0, max: 1, noNaN: true }),
      bm25: fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 60, noNaN: true })),
    }),
  );
  fc.assert(
    fc.property(candidates, fc.double({ min: 0, max: 1, noNaN: true }), (given, weight) => {
      const before = structuredClone(given);
      const scored = fuseScores(given, weight);
      expect(given).toEqual(before);
      expect(scored).toHaveLength(given.length);
      expect(scored.map(({ score }) => score)).toEqual(
        scored.map(({ score }) => score).toSorted((a, b) => b - a),
      );
      for (const { score, parts } of scored) {
        for (const value of [score, parts.semantic, parts.lexical]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
      }
    }),
  );
});

test("one distinctive word outweighs the meaning, the words of a long question do not", () => {
  expect(semanticWeightFor(1)).toBeLessThan(0.5);
  expect(semanticWeightFor(0.5)).toBe(0.5);
  expect(semanticWeightFor(0.2)).toBe(SEMANTIC_WEIGHT);
  expect(semanticWeightFor(0)).toBe(SEMANTIC_WEIGHT);
});
