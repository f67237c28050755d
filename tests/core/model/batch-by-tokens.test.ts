import { expect, test } from "vitest";
import { batchByTokens } from "../../../packages/core/src/model/batch-by-tokens.ts";
import { seededRandom } from "../../fixtures/seeded-random.ts";

test("texts of similar length share a batch, the shortest first", () => {
  expect(batchByTokens([200, 10, 210, 12])).toEqual([
    [1, 3],
    [0, 2],
  ]);
});

test("padded to its longest text, a batch has at most 512 tokens", () => {
  expect(batchByTokens([128, 128, 128, 128])).toEqual([[0, 1, 2, 3]]);
  expect(batchByTokens([128, 128, 128, 129])).toEqual([[0, 1, 2], [3]]);
});

test("a text that is longer than a batch has one of its own", () => {
  expect(batchByTokens([600, 2, 513])).toEqual([[1], [2], [0]]);
});

test("no text, no batch", () => {
  expect(batchByTokens([])).toEqual([]);
});

test("every text is in exactly one batch, and little is padded", () => {
  const random = seededRandom(7);
  const lengths = Array.from({ length: 400 }, () => 2 + Math.floor(random() * 254));
  const batches = batchByTokens(lengths);
  const padded = batches.map((batch) => batch.length * Math.max(...batch.map((it) => lengths[it] ?? 0)));
  expect(batches.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()]);
  expect(Math.max(...padded)).toBeLessThanOrEqual(512);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  expect(sum(padded)).toBeLessThan(1.05 * sum(lengths));
});
