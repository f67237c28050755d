import { fingerprintOf } from "@dateline-search/core/stories/fingerprint";
import fc from "fast-check";
import { expect, test } from "vitest";

const WORDS = Array.from({ length: 400 }, (_, index) => `word${index}`);

function containment(a: readonly number[], b: readonly number[]): number {
  const inB = new Set(b);
  return a.filter((hash) => inB.has(hash)).length / Math.min(a.length, b.length);
}

test("a fingerprint keeps about a quarter of all five-word sequences", () => {
  const { length } = fingerprintOf(WORDS.join(" "));
  expect(length).toBeGreaterThan(396 / 4 - 30);
  expect(length).toBeLessThan(396 / 4 + 30);
});

test("a part of a text shares its fingerprint, and an edit changes only the part around it", () => {
  const whole = fingerprintOf(WORDS.join(" "));
  expect(containment(fingerprintOf(WORDS.slice(150, 300).join(" ")), whole)).toBe(1);
  const edited = WORDS.map((word, index) => (index % 50 === 0 ? "other" : word)).join(" ");
  expect(containment(fingerprintOf(edited), whole)).toBeGreaterThan(0.8);
  expect(containment(fingerprintOf(WORDS.toReversed().join(" ")), whole)).toBe(0);
});

test("capitals, accents, punctuation and line breaks do not matter", () => {
  const text = `${WORDS.join(" ")} the café reopened`;
  const other = WORDS.join(", ").toUpperCase().replaceAll("WORD9", "\n\nWord9");
  expect(fingerprintOf(`${other} THE CAFE “reopened”.`)).toEqual(fingerprintOf(text));
});

test("scripts without spaces have runs of characters", () => {
  const text = "霧のためフェリーが三日間も港にとどまった。島の店では牛乳がなくなったという。";
  const whole = fingerprintOf(text);
  expect(whole.length).toBeGreaterThan(3);
  expect(containment(fingerprintOf(text.slice(0, 24)), whole)).toBe(1);
});

test("a text of fewer than five words has none", () => {
  expect(fingerprintOf("Four words are few")).toEqual([]);
  expect(fingerprintOf("")).toEqual([]);
});

test("any text gives ascending whole numbers below 2^30, the same every time", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 500 }), (text) => {
      const hashes = fingerprintOf(text);
      expect(hashes).toEqual([...new Set(hashes)].sort((a, b) => a - b));
      expect(hashes.every((hash) => Number.isInteger(hash) && hash >= 0 && hash < 2 ** 30)).toBe(true);
      expect(fingerprintOf(text)).toEqual(hashes);
    }),
  );
});
