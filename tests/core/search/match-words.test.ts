import { matchWords } from "@dateline-search/core/search/highlight";
import { queryTerms } from "@dateline-search/core/search/query-terms";
import { queriedTerms } from "@dateline-search/core/words/index-terms";
import { splitWords, wordSpans } from "@dateline-search/core/words/split-words";
import fc from "fast-check";
import { expect, test } from "vitest";

test.each([
  ["uranium enrichment", "They enrich it; enriching uranium needs time.", ["enrich", "enriching", "uranium"]],
  ["cafe", "The Café closed, and so did both cafés.", ["Café", "cafés"]],
  ["Apple", "Apple’s plan, and apples' price", ["Apple’s", "apples"]],
  ["U.S. position", "The U.S. position is ours.", ["U.S", "position"]],
  ["istanbul", "İSTANBUL and Istanbul", ["İSTANBUL", "Istanbul"]],
  ["storm", "No such thing.", []],
  ["フェリーの霧", "霧のためフェリーが止まった。", ["フェリー"]],
  ["北朝鮮の核", "米韓は北朝鮮の核問題を協議した。", ["北朝鮮の核"]],
])("of %j in %j are matched: %j", (query, text, words) => {
  const wanted = queriedTerms(queryTerms(query), []);
  expect(matchWords(text, { wanted }).map(({ start, end }) => text.slice(start, end))).toEqual(words);
});

test("spans are exact even if lower case changes the length of words", () => {
  const text = "İİİ ẞ storm’s end";
  expect(wordSpans(text).map(({ start, end }) => text.slice(start, end))).toEqual([
    "İİİ",
    "ẞ",
    "storm’s",
    "end",
  ]);
});

test("any text gives ascending spans of whole characters with the words of the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const spans = wordSpans(text);
      expect(spans.flatMap(({ words }) => words)).toEqual(splitWords(text));
      let end = 0;
      for (const span of spans) {
        expect(span.start).toBeGreaterThanOrEqual(end);
        end = span.end;
        expect(text.slice(span.start, span.end)).not.toMatch(/\p{Surrogate}/u);
      }
    }),
  );
});
