import { type RecencyRule, recencyRule, weighRecency } from "@dateline-search/core/search/arrange-candidates";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import type { ScoredCandidate } from "@dateline-search/core/search/score-candidates";
import { expect, test } from "vitest";

const NOW = "2025-12-10T12:00:00Z";
const LAST_WEEK = { from: "2025-12-01", to: "2025-12-07", text: "last week" };

function candidate(row: number, score: number): ScoredCandidate {
  return {
    segment: 0,
    row,
    similarity: 0,
    bm25: 0,
    coverage: 0,
    score,
    parts: { semantic: 0, lexical: 0, similarity: 0, coverage: 0, recency: null, reranker: null },
  };
}

function weigh(dates: readonly (string | null)[], rule: RecencyRule | null, scores = dates.map(() => 1)) {
  const ranked = scores.map((score, row) => candidate(row, score));
  const keys = dates.map((publishedAt) => ({ publishedAt }));
  return weighRecency(ranked, keys, rule as RecencyRule).map(({ row, score, parts }) => ({
    row,
    score: Math.round(score * 1e4) / 1e4,
    recency: Math.round((parts.recency ?? -1) * 1e4) / 1e4,
  }));
}

test("time counts if set or named, but not if turned off or if hits are sorted by it", () => {
  expect(recencyRule(parseQuery({ text: "x" }), null, NOW)).toBeNull();
  expect(recencyRule(parseQuery({ text: "x", halfLifeDays: 0 }), LAST_WEEK, NOW)).toBeNull();
  expect(recencyRule(parseQuery({ text: "x", sort: "date" }), LAST_WEEK, NOW)).toBeNull();
  expect(recencyRule(parseQuery({ text: "x" }), LAST_WEEK, NOW)).toMatchObject({
    halfLifeDays: 7,
    floor: 0.5,
  });
  expect(recencyRule(parseQuery({ text: "x", halfLifeDays: 3 }), LAST_WEEK, NOW)).toMatchObject({
    halfLifeDays: 3,
    floor: 0,
  });
});

test("a half-life halves the score for each half-life of age, and future articles get no bonus", () => {
  const rule = recencyRule(parseQuery({ text: "x", halfLifeDays: 10 }), null, NOW);
  const dates = [
    "2025-12-10T12:00:00Z",
    "2025-11-30T12:00:00Z",
    "2025-11-20T12:00:00Z",
    "2026-06-01",
    "2025-12-10",
  ];
  expect(weigh(dates, rule)).toEqual([
    { row: 0, score: 1, recency: 1 },
    { row: 3, score: 1, recency: 1 },
    { row: 4, score: 1, recency: 1 },
    { row: 1, score: 0.5, recency: 0.5 },
    { row: 2, score: 0.25, recency: 0.25 },
  ]);
  const past = recencyRule(
    parseQuery({ text: "x", halfLifeDays: 10, asOf: "2025-11-30T12:00:00Z" }),
    null,
    NOW,
  );
  expect(weigh(["2025-11-20T12:00:00Z"], past)).toEqual([{ row: 0, score: 0.5, recency: 0.5 }]);
});

test("a named time takes at most half, so a far better answer of another day still comes first", () => {
  const rule = recencyRule(parseQuery({ text: "x" }), LAST_WEEK, NOW);
  const dates = ["2020-01-01", "2025-12-03", "2025-12-14T23:59:59Z"];
  expect(weigh(dates, rule, [1, 0.45, 0.5])).toEqual([
    { row: 0, score: 0.5, recency: 0 },
    { row: 1, score: 0.45, recency: 1 },
    { row: 2, score: 0.375, recency: 0.5 },
  ]);
});

test("an undated article counts like the farthest one; without any dates nothing changes", () => {
  const rule = recencyRule(parseQuery({ text: "x", halfLifeDays: 10 }), null, NOW);
  expect(weigh(["2025-11-30T12:00:00Z", null], rule, [0.4, 1])).toEqual([
    { row: 1, score: 0.5, recency: 0.5 },
    { row: 0, score: 0.2, recency: 0.5 },
  ]);
  const ranked = [candidate(0, 1)];
  expect(weighRecency(ranked, [{ publishedAt: null }], rule as RecencyRule)).toBe(ranked);
});
