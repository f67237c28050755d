import { sentenceWindows } from "@dateline-search/core/passages/sentence-windows";
import { splitSentences } from "@dateline-search/core/passages/split-sentences";
import fc from "fast-check";
import { expect, test } from "vitest";
import { newsText } from "./arbitrary-news-text.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "word" });
const wordsOf = (text: string) =>
  [...segmenter.segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index, segment }) => ({ start: index, end: index + segment.length }));
const numbers = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`).join(" ");
const windowsOf = (text: string) =>
  sentenceWindows(text, { start: 0, end: text.length }).map(({ start, end }) => text.slice(start, end));

test("a sentence of up to 24 words is one window", () => {
  expect(windowsOf("“Yes,” she said.")).toEqual(["“Yes,” she said."]);
  expect(windowsOf(`${numbers(24)}.`)).toEqual([`${numbers(24)}.`]);
  expect(windowsOf("—")).toEqual(["—"]);
});

test("a longer one is covered by windows of 24 words, each overlapping the one before by half, the last by more", () => {
  const text = `“${numbers(40)}.”`;
  const at = (first: number, last: number) =>
    text.slice(text.indexOf(`w${first} `), text.indexOf(`w${last}`));
  expect(windowsOf(text)).toEqual([
    `“${at(0, 24).trim()}`,
    at(12, 36).trim(),
    text.slice(text.indexOf("w16 ")),
  ]);
});

test("words need no spaces between them", () => {
  const text =
    "北京当局星期三宣布将于下个月开始对所有进口农产品实施新的检验规定并要求各地海关加强合作以确保食品安全和公众健康。";
  expect(wordsOf(text).length).toBeGreaterThan(24);
  expect(windowsOf(text).length).toBeGreaterThan(1);
});

test("windows are within their sentence, cover it in order and have 24 words unless the sentence is shorter", () => {
  fc.assert(
    fc.property(newsText, (text) => {
      for (const sentence of splitSentences(text)) {
        const windows = sentenceWindows(text, sentence);
        expect(windows[0]?.start).toBe(sentence.start);
        expect(windows.at(-1)?.end).toBe(sentence.end);
        windows.slice(1).forEach(({ start }, index) => {
          const before = windows[index] as { start: number; end: number };
          expect(start).toBeGreaterThan(before.start);
          expect(start).toBeLessThan(before.end);
        });
        const words = wordsOf(text.slice(sentence.start, sentence.end));
        for (const { start, end } of windows) {
          const inside = words.filter(
            (word) => sentence.start + word.start >= start && sentence.start + word.end <= end,
          );
          expect(inside.length).toBe(Math.min(words.length, 24));
        }
      }
    }),
  );
});
