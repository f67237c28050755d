import { editDistance, wordsOneEditAway } from "@dateline-search/core/words/edit-distance";
import fc from "fast-check";
import { expect, test } from "vitest";

test.each([
  ["shel", "shell", 1],
  ["boss", "boss", 0],
  ["kitten", "sitting", 3],
  ["recieve", "receive", 1],
  ["denuclaris", "denuclear", 3],
  ["", "ab", 2],
])("%s and %s are %d apart", (one, other, distance) => {
  expect(editDistance(one, other, 5)).toBe(distance);
  expect(editDistance(other, one, 5)).toBe(distance);
  expect(editDistance(one, other, 0)).toBe(Math.min(1, distance));
});

test("all words one edit away are found; doubled letters and swapped neighbours cost less", () => {
  const costs = new Map(wordsOneEditAway("shel").map(({ word, cost }) => [word, cost]));
  expect(costs.get("shell")).toBe(0.5);
  expect(costs.get("sehl")).toBe(0.5);
  expect(costs.get("shed")).toBe(1);
  expect(costs.get("she")).toBe(1);
  expect(costs.get("hel")).toBe(1);
  expect(costs.has("shel")).toBe(false);
  expect(wordsOneEditAway("shell").find(({ word }) => word === "shel")?.cost).toBe(0.5);
});

test("both measures agree", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abc"), maxLength: 5 });
  fc.assert(
    fc.property(word, word, (one, other) => {
      const isNear = wordsOneEditAway(one).some(({ word: edited }) => edited === other);
      expect(isNear).toBe(editDistance(one, other, 1) === 1);
    }),
  );
});
