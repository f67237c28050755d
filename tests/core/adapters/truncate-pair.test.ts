import { truncatePair } from "@dateline-search/core/adapters/model/truncate-pair";
import fc from "fast-check";
import { expect, test } from "vitest";

/** Special tokens are negative, those of the query 1, 2, …, those of the passage 101, 102, … */
function pair(query: number, passage: number, between = 1): readonly number[] {
  const run = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
  return [-1, ...run(1, query), ...run(-20, between), ...run(101, passage), -3];
}

test("a pair that fits is unchanged, and a longer one loses the end of its longer text", () => {
  expect(truncatePair(pair(2, 3), { query: 2, passage: 3, most: 8 })).toEqual(pair(2, 3));
  expect(truncatePair(pair(2, 9), { query: 2, passage: 9, most: 8 })).toEqual([
    -1, 1, 2, -20, 101, 102, 103, -3,
  ]);
  expect(truncatePair(pair(9, 2), { query: 9, passage: 2, most: 8 })).toEqual([
    -1, 1, 2, 3, -20, 101, 102, -3,
  ]);
  expect(truncatePair(pair(9, 9), { query: 9, passage: 9, most: 8 })).toEqual([
    -1, 1, 2, -20, 101, 102, 103, -3,
  ]);
});

test("a truncated pair has the maximum length, and keeps its special tokens and the beginnings of both texts", () => {
  const lengths = fc.nat({ max: 40 });
  fc.assert(
    fc.property(lengths, lengths, fc.constantFrom(1, 2), fc.integer({ min: 6, max: 40 }), (...drawn) => {
      const [query, passage, between, most] = drawn;
      const tokens = pair(query, passage, between);
      const cut = truncatePair(tokens, { query, passage, most });
      expect(cut).toHaveLength(Math.min(tokens.length, most));
      expect(cut.filter((token) => token < 0)).toEqual(tokens.filter((token) => token < 0));
      const kept = (from: number, to: number) => cut.filter((token) => token >= from && token < to);
      expect(kept(1, 101)).toEqual(tokens.slice(1, 1 + kept(1, 101).length));
      const passageStart = 1 + query + between;
      expect(kept(101, 999)).toEqual(tokens.slice(passageStart, passageStart + kept(101, 999).length));
    }),
  );
});
