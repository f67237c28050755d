import { unknownShare } from "@dateline-search/core/model/unknown-share";
import { describe, expect, test } from "vitest";

/** A tokenizer that has no token for one letter. */
const ENGLISH = { languages: ["en"], hasUnknownToken: (word: string) => word.includes("ǂ") };
const MANY = { ...ENGLISH, languages: null };

describe("unknownShare", () => {
  test.each([
    ["", 0],
    ["2025 – 17:30", 0],
    ["Ferries were late.", 0],
    ["Ministerpräsident Łukasz Çelik", 0],
    ["बाढ़ से नुकसान", 1],
    ["الاتفاق", 1],
    ["서울의 날씨", 1],
    ["Αθήνα", 1],
    ["Москва", 1],
    ["தமிழ்", 1],
    ["日本", 1],
    // Six letters of Latin and two others.
    ["Tokyo東京 a", 0.25],
    ["aǂ bb", 0.5],
  ])("of %j in a model of English is %d", (text, share) => {
    expect(unknownShare(text, ENGLISH)).toBeCloseTo(share, 5);
  });

  test.each([
    ["बाढ़ से नुकसान", 0],
    ["서울의 날씨", 0],
    ["ǂ", 1],
  ])("of %j in a model of many languages is %d: only unknown tokens count", (text, share) => {
    expect(unknownShare(text, MANY)).toBe(share);
  });

  test("a decomposed text is the same as a composed one", () => {
    expect(unknownShare("Pre\u0301sident", ENGLISH)).toBe(0);
    expect(unknownShare("서울".normalize("NFD"), ENGLISH)).toBe(1);
  });
});
