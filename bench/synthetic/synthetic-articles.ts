import type { Article, Passage } from "@dateline-search/core/types";
import { exampleArticle } from "../../tests/fixtures/example-article.ts";

const PASSAGES_PER_ARTICLE = 4;
/** As in passages of real news. */
export const SENTENCES_PER_PASSAGE = 6;
const WORDS_PER_SENTENCE = { min: 12, max: 28 };
const DAY_MS = 24 * 3600 * 1000;
const FIRST_DAY = Date.parse("2005-01-01T00:00:00Z");
const DAYS = 7_000;
const SOURCES = ["Harbour Gazette", "Evening Post", "Morning Wire", "Northern Star"];

export interface SyntheticArticle {
  readonly article: Article;
  readonly passages: readonly Passage[];
}

export interface SyntheticArticleOptions {
  /** Words with the frequencies of real text: a word that occurs twice is chosen twice as often. */
  readonly words: readonly string[];
  readonly passageCount: number;
  /** 0…1, such as from `seededRandom`. */
  readonly random: () => number;
}

/** Articles of random words, four passages each, with dates and sources: nonsense with the size of news. */
export function* syntheticArticles(options: SyntheticArticleOptions): Generator<SyntheticArticle> {
  const { passageCount, random } = options;
  for (let row = 0; row < passageCount; row += PASSAGES_PER_ARTICLE) {
    const count = Math.min(PASSAGES_PER_ARTICLE, passageCount - row);
    const articleId = `synthetic-${row / PASSAGES_PER_ARTICLE}`;
    const texts = Array.from({ length: count }, () => passageText(options));
    let start = 0;
    const passages = texts.map((text, ordinal): Passage => {
      const passage = { articleId, ordinal, start, end: start + text.length, text };
      start = passage.end + "\n\n".length;
      return passage;
    });
    yield {
      article: exampleArticle({
        language: "en",
        id: articleId,
        title: drawWords(options, 8),
        text: texts.join("\n\n"),
        source: SOURCES[Math.floor(random() * SOURCES.length)] ?? null,
        publishedAt: new Date(FIRST_DAY + Math.floor(random() * DAYS) * DAY_MS).toISOString().slice(0, 10),
      }),
      passages,
    };
  }
}

/** Offsets of the sentences in a text of `syntheticArticles`. */
export function syntheticSentences(text: string): readonly { start: number; end: number }[] {
  return [...text.matchAll(/[^. ][^.]*\./g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function passageText(options: SyntheticArticleOptions): string {
  const { min, max } = WORDS_PER_SENTENCE;
  const sentences = Array.from({ length: SENTENCES_PER_PASSAGE }, () => {
    const count = min + Math.floor(options.random() * (max - min + 1));
    return `${drawWords(options, count)}.`;
  });
  return sentences.join(" ");
}

function drawWords({ words, random }: SyntheticArticleOptions, count: number): string {
  const draw = () => words[Math.floor(random() * words.length)] ?? "";
  return Array.from({ length: count }, draw).join(" ");
}
