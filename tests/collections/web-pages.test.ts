import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { htmlText } from "../../packages/core/src/corpus/html/html-text.ts";
import { readSourceBytes } from "../../packages/core/src/corpus/read-source-bytes.ts";
import type { Article } from "../../packages/core/src/types.ts";
import { collection } from "./collections-folder.ts";
import { namesIn } from "./read-collection.ts";

const PAGES = collection("web-pages");
const MIN_AVERAGE_F1 = 0.95;

interface ExpectedMetadata {
  readonly title: string;
  readonly byline: string | null;
  readonly lang?: string;
  readonly siteName: string | null;
  readonly publishedTime: string | null;
}

/** What the expected metadata lack and the page states: read off the pages by hand. */
const STATED: Readonly<Record<string, Readonly<Partial<Article>>>> = {
  "bbc-1": { section: "US & Canada", url: "http://www.bbc.com/news/world-us-canada-33646704" },
  cnn: { publishedAt: "2016-02-01T01:28:49Z", section: "news" },
  "nytimes-1": {
    publishedAt: "2017-01-13T05:00:04Z",
    updatedAt: "2017-01-13T08:38:38Z",
    section: "Africa",
    url: "https://www.nytimes.com/2017/01/13/world/africa/sudan-sanctions.html",
  },
  // The page states no date but the day in its address.
  "wapo-1": { place: "CAIRO", section: "middle east", publishedAt: "2015-03-18" },
  "wapo-2": { section: "middle east" },
  "yahoo-4": { url: "http://headlines.yahoo.co.jp/hl?a=20170309-35097838-cnetj-sci" },
};

describe("readSourceBytes on real news pages", () => {
  it("finds the main text", () => {
    const scores = namesIn(PAGES).map((name) => ({
      name,
      f1: tokenF1(pageArticle(name).text, expectedText(name)),
    }));
    console.info(scores.map(({ name, f1 }) => `${name} token F1 ${f1.toFixed(4)}`).join("\n"));
    expect(scores.reduce((sum, { f1 }) => sum + f1, 0) / scores.length).toBeGreaterThanOrEqual(
      MIN_AVERAGE_F1,
    );
  });

  it.each(namesIn(PAGES))("finds what %s says of its article", (name) => {
    const article = pageArticle(name);
    const expected: ExpectedMetadata = JSON.parse(
      readFileSync(join(PAGES, name, "expected-metadata.json"), "utf8"),
    );
    expect(article.title).toBe(expected.title);
    expect(article.author).toBe(expected.byline?.replace(/^By /, "") ?? null);
    expect(article.source).toBe(expected.siteName);
    if (expected.lang !== undefined) expect(article.language).toBe(expected.lang);
    if (expected.publishedTime !== null) {
      expect(Date.parse(article.publishedAt ?? "")).toBe(Date.parse(expected.publishedTime));
    }
    expect(article).toMatchObject(STATED[name] ?? {});
  });

  it("separates paragraphs by a blank line, and items of a list by a line end", () => {
    const paragraphs = pageArticle("cnn").text.split("\n\n");
    const [list, ...others] = paragraphs.filter((paragraph) => paragraph.includes("\n"));
    expect(paragraphs.length).toBeGreaterThan(10);
    expect(list).toMatch(/:\n1\. Finland\n2\. Norway\n/);
    expect(others).toEqual([]);
  });
});

function pageArticle(name: string): Article {
  const bytes = readFileSync(join(PAGES, name, "source.html"));
  const [entry] = readSourceBytes({ name: "source.html", bytes });
  if (entry?.kind !== "article") throw new Error(`${name} gives no article: ${JSON.stringify(entry)}`);
  return entry.article;
}

/** All text of the expected HTML; the dateline stays in it. */
function expectedText(name: string): string {
  return htmlText(readFileSync(join(PAGES, name, "expected.html"), "utf8"));
}

/** Harmonic mean of precision and recall of words, each counted as often as it occurs. */
function tokenF1(found: string, expected: string): number {
  const left = new Map<string, number>();
  for (const word of words(expected)) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of words(found)) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    common++;
  }
  return (2 * common) / (words(found).length + words(expected).length);
}

function words(text: string): readonly string[] {
  const segments = new Intl.Segmenter("en", { granularity: "word" }).segment(text);
  return [...segments].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment.toLowerCase());
}
