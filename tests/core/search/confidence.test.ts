import { applyFloor, confidenceOf } from "@dateline-search/core/search/confidence";
import { fuseScores } from "@dateline-search/core/search/fuse-scores";
import type { Calibration, Query } from "@dateline-search/core/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

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
  test("is the logistic function of what is known of a passage", () => {
    const evidence = -3 + 15 * 0.5 + 7 * 0.25 - 1.6 * Math.sqrt(Math.log(1_001));
    const confidence = confidenceOf({ similarity: 0.5, coverage: 0.25 }, HYBRID, COMPETING);
    expect(confidence).toBeCloseTo(1 / (1 + Math.exp(-evidence)), 12);
  });

  test("grows with similarity and coverage, falls with the passages that compete, and is between 0 and 1", () => {
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

  test("leaves nothing of noise, however high its relative score, and says how unsure it is", () => {
    expect(NOISE[0]?.score).toBe(1);
    const { rows, confidence } = rowsPassing(NOISE, {});
    expect(rows).toEqual([]);
    expect(confidence).toBeLessThan(0.4);
  });

  test("of an answer is lower behind its best hit, and sorted by date the same for all", () => {
    expect(rowsPassing(ANSWERED, {}).rows).toEqual([0, 1]);
    expect(rowsPassing(ANSWERED, { sort: "date" }).rows).toEqual([0]);
  });

  test("is the mode's, unless the query has its own", () => {
    const middling = ranked([0.28, 0.3]);
    const { confidence } = rowsPassing(middling, {});
    expect(confidence).toBeGreaterThan(0.2);
    expect(confidence).toBeLessThan(0.4);
    expect(rowsPassing(middling, { mode: "lexical" }).rows).toEqual([0]);
    expect(rowsPassing(middling, { minConfidence: 0.9 }).rows).toEqual([]);
    expect(rowsPassing(NOISE, { minConfidence: 0 }).rows).toEqual([0, 1]);
  });

  test("of a whole text is that of texts, or else that of meaning alone", () => {
    const candidates = ranked([0.3, 0]);
    const query = { ...DEFAULT, mode: "semantic" } as const;
    const confidenceWith = (calibration: Calibration, isText: boolean) =>
      applyFloor(candidates, { query, calibration, competing: COMPETING, isText }).confidence;
    const withText = { ...CALIBRATION, text: { ...HYBRID, intercept: 0 } };
    expect(confidenceWith(CALIBRATION, true)).toBe(confidenceWith(CALIBRATION, false));
    expect(confidenceWith(withText, false)).toBe(confidenceWith(CALIBRATION, false));
    expect(confidenceWith(withText, true)).toBeGreaterThan(confidenceWith(CALIBRATION, true) ?? 1);
  });

  test("of similarity leaves out hits, not whole answers", () => {
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

  test("of no candidates is passed by none", () => {
    expect(rowsPassing([], {})).toEqual({ rows: [], confidence: 0 });
  });
});

test("what has a phrase that must occur passes, in every order, unless a confidence is asked for", () => {
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
