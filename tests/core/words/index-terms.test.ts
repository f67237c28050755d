import { indexTerms } from "@dateline-search/core/words/index-terms";
import { expect, test } from "vitest";

test.each([
  ["Enriching, enriched, enrichment", ["enrich", "enrich", "enrich"]],
  ["Café Müller", ["cafe", "muller"]],
  ["Łódź, Tromsø, Đà Nẵng, Straße", ["lodz", "tromso", "da", "nang", "strass"]],
  ["Apple's U.S. plan", ["appl", "u.s", "plan"]],
  ["the 90s and MP3s", ["the", "90s", "and", "mp3"]],
])("words of one stem, with and without accents, are one term: %j", (text, terms) => {
  expect(indexTerms(text)).toEqual(terms);
  expect(indexTerms(text.normalize("NFD"))).toEqual(terms);
});

test.each([
  ["пароход", ["пароход"]],
  ["がき", ["がき"]],
  ["पानी", ["पान"]],
])("marks of other scripts make a different letter: %j", (text, terms) => {
  expect(indexTerms(text)).toEqual(terms);
});

test("scripts without spaces become pairs of neighbouring characters", () => {
  expect(indexTerms("東京都知事")).toEqual(["東京", "京都", "都知", "知事"]);
  expect(indexTerms("東京 G7")).toEqual(["東京", "g7"]);
  expect(indexTerms("水")).toEqual(["水"]);
});

test("a text without words has no terms", () => {
  expect(indexTerms("")).toEqual([]);
  expect(indexTerms("😀 – …")).toEqual([]);
});
