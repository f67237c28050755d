import type { ScoredCandidate } from "@dateline/core/search/fuse-scores";
import { orderWithinArticles } from "@dateline/core/search/order-within-articles";
import fc from "fast-check";
import { expect, test } from "vitest";

interface Given {
  readonly row: number;
  readonly firstRow: number;
  readonly score: number;
  readonly ownSimilarity: number;
  readonly lexical?: number;
}

function candidate({ lexical = 0, score, ...given }: Given): ScoredCandidate {
  const parts = { semantic: score, lexical, recency: null, reranker: null };
  return { segment: 0, similarity: 0, bm25: 0, ...given, score, parts };
}

test("the best score of an article goes to the passage that answers best beside its neighbours", () => {
  const ranked = [
    candidate({ row: 0, firstRow: 0, score: 0.9, ownSimilarity: 0.2 }),
    candidate({ row: 7, firstRow: 7, score: 0.8, ownSimilarity: 0.3 }),
    candidate({ row: 1, firstRow: 0, score: 0.7, ownSimilarity: 0.6 }),
  ];
  const ordered = orderWithinArticles(ranked, 0.6);
  expect(ordered.map(({ row, score }) => [row, score])).toEqual([
    [1, 0.9],
    [7, 0.8],
    [0, 0.7],
  ]);
});

test("words decide with weight 0, and equal answers keep their order", () => {
  const ranked = [
    candidate({ row: 0, firstRow: 0, score: 0.9, ownSimilarity: 0.9, lexical: 0.1 }),
    candidate({ row: 1, firstRow: 0, score: 0.7, ownSimilarity: 0.1, lexical: 1 }),
    candidate({ row: 2, firstRow: 0, score: 0.5, ownSimilarity: 0.5, lexical: 0.1 }),
  ];
  expect(orderWithinArticles(ranked, 0).map(({ row }) => row)).toEqual([1, 0, 2]);
});

test("no article gains or loses a score, and nothing is lost", () => {
  const given = fc.array(
    fc.record({
      firstRow: fc.nat(3),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      ownSimilarity: fc.double({ min: -1, max: 1, noNaN: true }),
    }),
  );
  fc.assert(
    fc.property(given, (records) => {
      const ranked = records
        .map((record, row) => candidate({ row, ...record }))
        .sort((a, b) => b.score - a.score || a.row - b.row);
      const ordered = orderWithinArticles(ranked, 0.6);
      const scoresOf = (candidates: readonly ScoredCandidate[]) =>
        candidates.map(({ firstRow, score }) => `${firstRow} ${score}`).sort();
      expect(scoresOf(ordered)).toEqual(scoresOf(ranked));
      expect(new Set(ordered.map(({ row }) => row)).size).toBe(ranked.length);
    }),
  );
});
