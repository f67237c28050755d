import type { Candidate } from "@dateline-search/core/ports/search-index";
import {
  applyFloor,
  confidenceOf,
  fuseScores,
  SEMANTIC_WEIGHT,
  semanticWeightFor,
} from "@dateline-search/core/search/score-candidates";
import type { Calibration, Query } from "@dateline-search/core/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

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

const HYBRID = { intercept: -3, similarity: 15, coverage: 7, passages: -1.6, floor: 0.4 };
const CALIBRATION: Calibration = {
  hybrid: HYBRID,
  semantic: { ...HYBRID, coverage: 0 },
  lexical: { ...HYBRID, floor: 0.2 },
};
const COMPETING = 1_000;

type Floor = Pick<Query, "mode" | "sort" | "minConfidence" | "minSimilarity" | "operators">;
const DEFAULT: Floor = { mode: "hybrid", sort: "relevance", minConfidence: null, minSimilarity: null };

/** Candidates of these similarities and coverages, by row. */
function ranked(...of: readonly (readonly [similarity: number, coverage: number])[]) {
  return fuseScores(
    of.map(([similarity, coverage], row) => ({ segment: 0, row, similarity, coverage, bm25: coverage })),
  );
}

function rowsPassing(
  candidates: ReturnType<typeof ranked>,
  query: Partial<Floor>,
  calibration = CALIBRATION,
) {
  const { passing, confidence } = applyFloor(candidates, {
    query: { ...DEFAULT, ...query },
    calibration,
    competing: COMPETING,
  });
  return { rows: passing.map(({ row }) => row), confidence };
}

describe("confidence", () => {
  test("is the logistic function of a passage's features", () => {
    const evidence = -3 + 15 * 0.5 + 7 * 0.25 - 1.6 * Math.sqrt(Math.log(1_001));
    const confidence = confidenceOf({ similarity: 0.5, coverage: 0.25 }, HYBRID, COMPETING);
    expect(confidence).toBeCloseTo(1 / (1 + Math.exp(-evidence)), 12);
  });

  test("grows with similarity and coverage, falls with the number of competing passages, and is between 0 and 1", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.nat(1_000_000), (similarity, coverage, competing) => {
        const confidence = confidenceOf({ similarity, coverage }, HYBRID, competing);
        expect(confidence).toBeGreaterThan(0);
        expect(confidence).toBeLessThanOrEqual(1);
        const least = (other: number) => expect(other).toBeGreaterThanOrEqual(confidence);
        least(confidenceOf({ similarity: similarity + 0.1, coverage }, HYBRID, competing));
        least(confidenceOf({ similarity, coverage: coverage + 0.1 }, HYBRID, competing));
        least(confidenceOf({ similarity, coverage }, HYBRID, competing >> 1));
      }),
    );
  });
});

describe("the floor", () => {
  const NOISE = ranked([0.2, 0.1], [0.15, 0]);
  const ANSWERED = ranked([0.6, 0.8], [0.25, 0.2], [0.1, 0]);

  test("removes all noise, however high its relative score, and reports its confidence", () => {
    expect(NOISE[0]?.score).toBe(1);
    const { rows, confidence } = rowsPassing(NOISE, {});
    expect(rows).toEqual([]);
    expect(confidence).toBeLessThan(0.4);
  });

  test("is lower after the best hit of an answer, and the same for all hits by date", () => {
    expect(rowsPassing(ANSWERED, {}).rows).toEqual([0, 1]);
    expect(rowsPassing(ANSWERED, { sort: "date" }).rows).toEqual([0]);
  });

  test("is that of the mode, unless the query sets one", () => {
    const middling = ranked([0.28, 0.3]);
    const { confidence } = rowsPassing(middling, {});
    expect(confidence).toBeGreaterThan(0.2);
    expect(confidence).toBeLessThan(0.4);
    expect(rowsPassing(middling, { mode: "lexical" }).rows).toEqual([0]);
    expect(rowsPassing(middling, { minConfidence: 0.9 }).rows).toEqual([]);
    expect(rowsPassing(NOISE, { minConfidence: 0 }).rows).toEqual([0, 1]);
  });

  test("for a whole text is that of texts, or else that of meaning alone", () => {
    const candidates = ranked([0.3, 0]);
    const query = { ...DEFAULT, mode: "semantic" } as const;
    const confidenceWith = (calibration: Calibration, isText: boolean) =>
      applyFloor(candidates, { query, calibration, competing: COMPETING, isText }).confidence;
    const withText = { ...CALIBRATION, text: { ...HYBRID, intercept: 0 } };
    expect(confidenceWith(CALIBRATION, true)).toBe(confidenceWith(CALIBRATION, false));
    expect(confidenceWith(withText, false)).toBe(confidenceWith(CALIBRATION, false));
    expect(confidenceWith(withText, true)).toBeGreaterThan(confidenceWith(CALIBRATION, true) ?? 1);
  });

  test("of similarity removes hits, not whole answers", () => {
    expect(rowsPassing(ANSWERED, { minSimilarity: 0.5 }).rows).toEqual([0]);
    expect(rowsPassing(ANSWERED, { minSimilarity: 0.9 })).toEqual({ rows: [], confidence: 0 });
  });

  test("is none for a model that was not calibrated; by date the relative score stands in", () => {
    const query = { ...DEFAULT, minConfidence: 0.5 };
    const { passing, confidence } = applyFloor(NOISE, { query, calibration: null, competing: COMPETING });
    expect([passing.length, confidence]).toEqual([2, null]);
    const byDate = applyFloor(NOISE, {
      query: { ...query, sort: "date" },
      calibration: null,
      competing: COMPETING,
    });
    expect(byDate.passing.map(({ row }) => row)).toEqual([0]);
  });

  test("without candidates lets nothing pass", () => {
    expect(rowsPassing([], {})).toEqual({ rows: [], confidence: 0 });
  });
});

test("passages with a required phrase pass in every order, unless the query sets a confidence", () => {
  const unlikely = ranked([0.1, 0], [0.05, 0]);
  const operators = { question: "x y", unquoted: "", phrases: ["x y"], excluded: [] };
  expect(rowsPassing(unlikely, {}).rows).toEqual([]);
  expect(rowsPassing(unlikely, { operators }).rows).toEqual([0, 1]);
  expect(rowsPassing(unlikely, { operators, sort: "date" }).rows).toEqual([0, 1]);
  expect(rowsPassing(unlikely, { operators, minConfidence: 0.4 }).rows).toEqual([]);
  expect(rowsPassing(unlikely, { operators: { ...operators, phrases: [], excluded: ["z"] } }).rows).toEqual(
    [],
  );
});
