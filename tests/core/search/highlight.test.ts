import { splitSentences } from "@dateline-search/core/passages/split-sentences";
import { highlightPassage } from "@dateline-search/core/search/highlight";
import { queryTerms } from "@dateline-search/core/search/query-terms";
import { queriedTerms } from "@dateline-search/core/words/index-terms";
import fc from "fast-check";
import { expect, test } from "vitest";

const PAGE = "https://news.example/a";
const wordsOf = (query: string) => queriedTerms(queryTerms(query), []);
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

test("the sentence, its words and the link belong together", () => {
  const text = "The bridge is old. Engineers closed the bridges.";
  const passage = { text, start: 100 };
  const sentences = splitSentences(text).map((span, index) => ({ ...span, similarity: index }));
  expect(highlightPassage({ url: PAGE }, { passage, sentences, wanted: wordsOf("closing bridge") })).toEqual({
    text: "Engineers closed the bridges.",
    start: 119,
    end: 148,
    words: [
      { start: 129, end: 135 },
      { start: 140, end: 147 },
    ],
    link: `${PAGE}#:~:text=Engineers%20closed%20the%20bridges.`,
  });
  expect(highlightPassage({ url: null }, { passage, sentences, wanted: new Set() })).toMatchObject({
    words: [],
    link: null,
  });
});

test("no character is ever broken, in the sentence, its words or the link", () => {
  const piece = fc.constantFrom(
    ..."👨‍👩‍👧 family 🇰🇷 flag e\u0301t\u00e9 naïve ก็ตาม नमस्ते 한국 각 霧の が\u3099 İstanbul 👍🏽 said. Why? \n\n “Yes,” A.B. 12.5% 😀".split(
      " ",
    ),
  );
  const words = fc.array(fc.oneof(piece, fc.string({ unit: "grapheme", maxLength: 6 })), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(
      words,
      words,
      fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
      (ofText, ofQuery, random) => {
        const text = ofText
          .join(" ")
          .normalize("NFC")
          .replace(/\p{Surrogate}|\ufffd/gu, "");
        const boundaries = new Set([...graphemes.segment(text)].map(({ index }) => index)).add(text.length);
        const sentences = splitSentences(text).map((span) => ({
          ...span,
          similarity: random.next().value as number,
        }));
        const wanted = wordsOf(`${ofQuery.join(" ")} ${ofText[0]}`);
        const found = highlightPassage({ url: PAGE }, { passage: { text, start: 0 }, sentences, wanted });
        expect(found.text).toBe(text.slice(found.start, found.end));
        let before = found.start;
        for (const { start, end } of [found, ...found.words]) {
          expect([start, end].filter((offset) => !boundaries.has(offset))).toEqual([]);
          expect(start).toBeLessThanOrEqual(end);
        }
        for (const { start, end } of found.words) {
          expect(start).toBeGreaterThanOrEqual(before);
          before = end;
        }
        expect(before).toBeLessThanOrEqual(found.end);
        if (found.link !== null) expect(decodeURIComponent(found.link)).not.toMatch(/\p{Surrogate}|\ufffd/u);
      },
    ),
    { numRuns: 500 },
  );
});
