import { canonicalUrl } from "@dateline-search/core/corpus/canonical-url";
import { readSourceBytes } from "@dateline-search/core/corpus/read-source-bytes";
import { stemWord } from "@dateline-search/core/words/stem-word";
import { describe, expect, test } from "vitest";

/** Every JavaScript object has these: a table that is looked up with them must not find them. */
const NAMES = ["constructor", "__proto__", "toString", "valueOf", "hasOwnProperty"];
const TEXT = "The ferry was late because of fog.";

const SOURCES: readonly (readonly [string, string, (name: string) => string])[] = [
  [
    "an RSS feed",
    "feed.xml",
    (name) =>
      `<rss version="2.0"><channel><title>News</title><item ${name}="x"><guid>a</guid><title>Ferry late</title><${name}>x</${name}><description>${TEXT}</description></item></channel></rss>`,
  ],
  [
    "an RSS feed that is cut off",
    "feed.xml",
    (name) =>
      `<rss version="2.0"><channel><title>News</title><item><guid>a</guid><title>Ferry late</title><${name}>x</${name}><description>${TEXT}</description></item><item><${name}`,
  ],
  [
    "an Atom feed with a bare ampersand",
    "feed.atom",
    (name) =>
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>A & B</title><entry><id>a</id><title>Ferry late</title><${name}/><updated>2026-01-02T03:04:05Z</updated><content>${TEXT}</content></entry></feed>`,
  ],
  ["a JSON record", "a.json", (name) => `{"id":"a","title":"Ferry late","text":"${TEXT}","${name}":{"a":1}}`],
  ["a CSV file", "a.csv", (name) => `id,title,text,${name}\na,Ferry late,${TEXT},x\n`],
  ["Markdown", "a.md", (name) => `---\ntitle: Ferry late\n${name}: x\n---\n${TEXT}\n`],
  [
    "plain text",
    "a.txt",
    (name) => `Title: Ferry late\nAuthor: Ann Lee\n${name.replaceAll("_", "")}: x\n\n${TEXT}\n`,
  ],
  [
    "a page",
    "a.html",
    (name) =>
      `<html lang="en"><head><title>Ferry late</title><meta name="${name}" content="x"><script type="application/ld+json">{"@type":["NewsArticle","${name}"],"headline":"Ferry late","${name}":{"@type":"${name}"}}</script></head><body><article><${name}></${name}><p>${TEXT}</p></article></body></html>`,
  ],
];

describe.each(SOURCES)("%s with the name", (_, file, write) => {
  test.each(NAMES)("%s is read", (name) => {
    const entries = [...readSourceBytes({ name: file, bytes: Buffer.from(write(name)) })];
    const articles = entries.flatMap((entry) => (entry.kind === "article" ? [entry.article] : []));
    expect(articles.map(({ title }) => title)).toEqual(["Ferry late"]);
    expect(articles[0]?.text).toContain(TEXT);
  });
});

test.each(NAMES)("an address keeps its parameter %s", (name) => {
  expect(canonicalUrl(`https://example.com/a?${name}=x`)).toBe(`https://example.com/a?${name}=x`);
});

test.each(NAMES)("%s is a word, not a language", (name) => {
  expect(stemWord("ferries", name)).toBe(stemWord("ferries", "qq"));
  expect(stemWord(name)).not.toBe("");
});
