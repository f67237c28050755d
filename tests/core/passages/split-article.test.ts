import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findQuotes } from "../../../packages/core/src/passages/find-quotes.ts";
import { type SplitOptions, splitArticle } from "../../../packages/core/src/passages/split-article.ts";
import { splitSentences } from "../../../packages/core/src/passages/split-sentences.ts";
import type { Passage, Span } from "../../../packages/core/src/types.ts";
import { graphemeBoundaries, newsText, story } from "./arbitrary-news-text.ts";

/** About what WordPiece does: a token for six letters of a word, one for each other mark. */
const countWordPieces = (text: string): number => {
  let tokens = 0;
  for (const [run] of text.matchAll(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu))
    tokens += Math.ceil(run.length / 6);
  return tokens;
};
/** Counts white space too, so that a passage has more tokens than its sentences together. */
const countQuarters = (text: string): number => Math.ceil(text.length / 4);
/** Fewer tokens than the sentences together, as with merges across their ends. */
const countMerged = (text: string): number => Math.ceil(text.length / 3) - Math.floor(text.length / 40);

const options = (changes: Partial<SplitOptions> = {}): SplitOptions => ({
  countTokens: countWordPieces,
  maxTokens: 60,
  targetTokens: 40,
  overlapTokens: 0,
  ...changes,
});
const split = (text: string, changes: Partial<SplitOptions> = {}) =>
  splitArticle({ id: "a", text }, options(changes)).map((passage) => passage.text);
const sentence = (words: number, last = "end") => `Word ${"word ".repeat(words - 2)}${last}.`;

const anyOptions: fc.Arbitrary<SplitOptions> = fc
  .record({
    countTokens: fc.constantFrom(countWordPieces, countQuarters, countMerged),
    maxTokens: fc.integer({ min: 12, max: 80 }),
    target: fc.double({ min: 0.1, max: 1, noNaN: true }),
    overlap: fc.double({ min: 0, max: 0.9, noNaN: true }),
  })
  .map(({ countTokens, maxTokens, target, overlap }) => {
    const targetTokens = Math.max(1, Math.floor(maxTokens * target));
    return { countTokens, maxTokens, targetTokens, overlapTokens: Math.floor(targetTokens * overlap) };
  });

describe("splitArticle, on any text and options", () => {
  test("offsets are exact, starts ascend, all non-blank text is covered, and the result is deterministic", () => {
    fc.assert(
      fc.property(newsText, anyOptions, (text, given) => {
        const passages = splitArticle({ id: "a", text }, given);
        let [covered, previousStart] = [0, -1];
        for (const [ordinal, passage] of passages.entries()) {
          expect(passage).toMatchObject({
            articleId: "a",
            ordinal,
            text: text.slice(passage.start, passage.end),
          });
          expect(passage.start).toBeGreaterThan(previousStart);
          expect(passage.end).toBeGreaterThan(covered);
          expect(text.slice(covered, Math.max(covered, passage.start)).trim()).toBe("");
          if (given.overlapTokens === 0) expect(passage.start).toBeGreaterThanOrEqual(covered);
          [covered, previousStart] = [passage.end, passage.start];
        }
        expect(text.slice(covered).trim()).toBe("");
        expect(splitArticle({ id: "a", text }, given)).toEqual(passages);
      }),
      { numRuns: 800 },
    );
  });

  test("no passage exceeds the limit, and none cuts a grapheme cluster that fits it", () => {
    fc.assert(
      fc.property(newsText, anyOptions, (text, given) => {
        const boundaries = graphemeBoundaries(text);
        const longest = longestCluster(boundaries, (start, end) => given.countTokens(text.slice(start, end)));
        for (const passage of splitArticle({ id: "a", text }, given)) {
          expect(given.countTokens(passage.text)).toBeLessThanOrEqual(given.maxTokens);
          if (longest > given.maxTokens) continue;
          expect(boundaries.has(passage.start) && boundaries.has(passage.end)).toBe(true);
        }
      }),
      { numRuns: 800 },
    );
  });

  test("a sentence within the limit is in one passage", () => {
    fc.assert(
      fc.property(fc.oneof(newsText, story), anyOptions, (text, given) => {
        const passages = splitArticle({ id: "a", text }, given);
        for (const span of splitSentences(text)) {
          // The bound on characters for a token counts as well; see token-count.ts.
          const tokens = Math.max(
            given.countTokens(text.slice(span.start, span.end)),
            (span.end - span.start) / 16,
          );
          if (tokens <= given.maxTokens) expect(holders(passages, span)).not.toEqual([]);
        }
      }),
      { numRuns: 800 },
    );
  });

  test("a quotation within the limit is in one passage", () => {
    let held = 0;
    fc.assert(
      fc.property(story, anyOptions, (text, given) => {
        const passages = splitArticle({ id: "a", text }, given);
        for (const quote of findQuotes(text)) {
          if (given.countTokens(text.slice(quote.start, quote.end)) > given.maxTokens) continue;
          expect(holders(passages, quote)).not.toEqual([]);
          held += 1;
        }
      }),
      { numRuns: 500 },
    );
    expect(held).toBeGreaterThan(500);
  });

  test("repeated text is at most the requested overlap", () => {
    fc.assert(
      fc.property(story, anyOptions, (text, given) => {
        const passages = splitArticle({ id: "a", text }, { ...given, countTokens: countWordPieces });
        for (const [index, passage] of passages.entries()) {
          const previousEnd = passages[index - 1]?.end ?? 0;
          const repeated = text.slice(passage.start, Math.max(passage.start, previousEnd));
          expect(countWordPieces(repeated)).toBeLessThanOrEqual(given.overlapTokens);
        }
      }),
    );
  });
});

describe("splitArticle", () => {
  test("a short text is one passage, a blank one none", () => {
    expect(split("  One. Two.\n\nThree. ")).toEqual(["One. Two.\n\nThree."]);
    expect(split(" \n\n ")).toEqual([]);
  });

  test("passages end with paragraphs if the lengths allow it", () => {
    const paragraphs = [sentence(18), sentence(18), sentence(18), sentence(18)].map((s) => `Begin. ${s}`);
    expect(split(paragraphs.join("\n\n"))).toEqual([
      `${paragraphs[0]}\n\n${paragraphs[1]}`,
      `${paragraphs[2]}\n\n${paragraphs[3]}`,
    ]);
  });

  test("a short end is joined to the passage before it, or balanced with it", () => {
    expect(split(`${sentence(39)} ${sentence(5)}`).length).toBe(1);
    const texts = split(Array.from({ length: 9 }, () => sentence(9)).join(" "));
    expect(Math.min(...texts.map(countWordPieces))).toBeGreaterThan(20);
  });

  test("a quotation of several sentences moves to the next passage entirely", () => {
    const quote = `"${sentence(12)} ${sentence(12)} ${sentence(12, "coast")}" he said.`;
    const texts = split(`${sentence(30)} ${quote} ${sentence(30)}`);
    expect(texts.filter((text) => text.includes(quote)).length).toBe(1);
  });

  test("a quotation over paragraphs, each opened again, stays together", () => {
    const quote = `"${sentence(10)}\n\n"${sentence(10)}\n\n"${sentence(10)}"`;
    const texts = split(`${sentence(35)}\n\n${quote}\n\n${sentence(35)}`);
    expect(texts.filter((text) => text.includes(quote)).length).toBe(1);
  });

  test("a quotation opened once and closed paragraphs later stays together", () => {
    const quote = `"${sentence(10)}\n\n${sentence(10)}\n\n${sentence(10)}"`;
    const texts = split(`${sentence(35)}\n\n${quote}\n\n${sentence(35)}`);
    expect(texts.filter((text) => text.includes(quote)).length).toBe(1);
  });

  test("an unclosed quotation mark does not swallow the article", () => {
    const paragraphs = Array.from(
      { length: 8 },
      (_, index) => `${sentence(20)} ${sentence(19, `p${index}`)}`,
    );
    expect(split(`"${paragraphs.join("\n\n")}`).length).toBe(8);
    expect(split(`${paragraphs[0]} 5" ${paragraphs.slice(1).join("\n\n")}`).length).toBe(8);
  });

  test("a sentence above the limit is cut at clause marks into pieces of similar length", () => {
    const clause = `${"word ".repeat(9)}end`;
    const texts = split(`${Array.from({ length: 12 }, () => clause).join(", ")}.`);
    expect(texts.length).toBeGreaterThan(2);
    for (const text of texts.slice(0, -1)) expect(text.endsWith(",")).toBe(true);
    expect(Math.min(...texts.map(countWordPieces))).toBeGreaterThan(20);
  });

  test("without clause marks, it is cut at white space, or else between grapheme clusters", () => {
    for (const text of split("word ".repeat(200))) expect(text).toMatch(/^word( word)*$/);
    expect(split("x".repeat(10_000)).join("")).toBe("x".repeat(10_000));
    const families = split("👩‍👩‍👧‍👦".repeat(300), { countTokens: countQuarters });
    for (const text of families) expect(text).toMatch(/^(👩‍👩‍👧‍👦)+$/u);
  });

  test("a word that the tokenizer folds into one unknown token is still cut", () => {
    const texts = split("x".repeat(10_000), { countTokens: () => 1 });
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(60 * 16);
  });

  test("a cluster that alone exceeds the limit is cut between code points", () => {
    const zalgo = `e${"\u0301".repeat(2000)}`;
    const texts = split(zalgo, { countTokens: countQuarters });
    expect(texts.join("")).toBe(zalgo);
    expect(Math.max(...texts.map(countQuarters))).toBeLessThanOrEqual(60);
  });

  test("overlap repeats whole sentences from the end of the passage before", () => {
    const text = Array.from({ length: 12 }, (_, index) => sentence(9, `s${index}`)).join(" ");
    const texts = split(text, { overlapTokens: 10 });
    expect(texts.length).toBeGreaterThan(2);
    for (const [index, later] of texts.slice(1).entries()) {
      const repeated = later.slice(0, later.indexOf(".") + 1);
      expect(texts[index]?.endsWith(repeated)).toBe(true);
    }
  });

  test("the tokenizer reads each character of a long article only a few times, whatever its content", () => {
    const length = 100_000;
    const fill = (part: string) => part.repeat(Math.ceil(length / part.length));
    const texts = [
      "The envoy left. ",
      "word and ",
      "x",
      "漢字仮名",
      '"a b. ',
      "a. ",
      "1. ",
      "👩‍👩‍👧‍👦",
      "“漢字。",
      "\n\nOne.",
    ].map(fill);
    for (const text of texts) {
      let read = 0;
      const countTokens = (part: string) => {
        read += part.length;
        return countWordPieces(part);
      };
      splitArticle({ id: "a", text }, { countTokens, maxTokens: 222, targetTokens: 128, overlapTokens: 32 });
      expect(read / text.length, `reads of ${text.slice(0, 8)}…`).toBeLessThan(8);
    }
  });

  test.each([
    [{ maxTokens: 0 }, "maxTokens"],
    [{ targetTokens: 61 }, "targetTokens"],
    [{ targetTokens: 1.5 }, "targetTokens"],
    [{ overlapTokens: 40 }, "overlapTokens"],
    [{ overlapTokens: -1 }, "overlapTokens"],
  ])("an option out of range is rejected by name: %o", (changes, name) => {
    expect(() => split("One.", changes)).toThrow(new RegExp(`^Cannot split articles: ${name} must be`));
  });
});

function holders(passages: readonly Passage[], span: Span): readonly Passage[] {
  return passages.filter((passage) => passage.start <= span.start && span.end <= passage.end);
}

function longestCluster(
  boundaries: ReadonlySet<number>,
  count: (start: number, end: number) => number,
): number {
  const offsets = [...boundaries].sort((a, b) => a - b);
  return Math.max(0, ...offsets.slice(1).map((end, index) => count(offsets[index] ?? 0, end)));
}
