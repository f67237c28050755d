import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  embeddingText,
  HEADLINE_TOKENS,
  passageTokenLimit,
} from "../../../packages/core/src/passages/headline-context.ts";
import { newsText } from "./arbitrary-news-text.ts";

const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0;

describe("embeddingText", () => {
  test("the headline precedes the passage", () => {
    expect(embeddingText("Allies  meet\n", "They met.", countWords)).toBe("Allies meet\nThey met.");
  });

  test("a long headline is cut after a whole word", () => {
    const words = Array.from({ length: 40 }, (_, index) => `word${index}`);
    const headline = words.slice(0, HEADLINE_TOKENS).join(" ");
    expect(embeddingText(words.join(" "), "Text.", countWords)).toBe(`${headline}\nText.`);
  });

  test("a headline in a script without blanks is cut between its words", () => {
    const text = embeddingText("東京都知事は会見した。".repeat(20), "本文。", (part) => [...part].length);
    const headline = text.split("\n")[0] ?? "";
    expect(headline.length).toBeGreaterThan(HEADLINE_TOKENS / 2);
    expect(headline.length).toBeLessThanOrEqual(HEADLINE_TOKENS);
  });

  test("a headline at the start of the passage is not repeated, and an empty one is omitted", () => {
    const passage = "South Korea and the United\nStates are close, he said. More.";
    for (const title of [
      "South Korea and the United States are close…",
      "SOUTH KOREA AND THE UNITED STATES",
      "",
      " ",
    ]) {
      expect(embeddingText(title, passage, countWords)).toBe(passage);
    }
  });

  test("a single word beyond the budget is omitted", () => {
    expect(embeddingText("x".repeat(5000), "Text.", (text) => text.length)).toBe("Text.");
  });

  test("headline and passage together keep the model's limit, and the passage is always whole", () => {
    const limit = passageTokenLimit(254);
    fc.assert(
      fc.property(newsText, newsText, (title, passage) => {
        const text = embeddingText(title, passage, countWords);
        expect(text.endsWith(passage)).toBe(true);
        expect(countWords(text) - countWords(passage)).toBeLessThanOrEqual(254 - limit);
      }),
    );
  });
});

describe("passageTokenLimit", () => {
  test("leaves room for the headline within the model's limit", () => {
    expect(passageTokenLimit(254)).toBe(254 - HEADLINE_TOKENS);
  });

  test("rejects a model that is too small", () => {
    expect(() => passageTokenLimit(63)).toThrow("it takes 63");
  });
});
