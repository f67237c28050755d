import { readSourceBytes } from "@dateline-search/core/corpus/read-source-bytes";
import { describe, expect, it } from "vitest";
import { articlesOf, outline } from "../../fixtures/source-entries.ts";

const TEXT = "The council of Ashford voted on Tuesday to close the old bridge for repairs.";

function read(name: string, content: string | object) {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return [...readSourceBytes({ name, bytes: Buffer.from(text) })];
}
const article = (name: string, content: string | object) => articlesOf(read(name, content))[0]?.article;
const rss = (item: string) =>
  `<rss version="2.0"><channel><title>Vale News</title><link>https://vale.example/</link><item><title>Bridge</title><link>https://vale.example/bridge</link>${item}</item></channel></rss>`;

describe("feeds that are written badly", () => {
  it.each([
    ["<br>", `<description>One<br>two. ${TEXT}</description>`, `One\ntwo. ${TEXT}`],
    ["<p>", `<description><p>One.</p><p>${TEXT}</p></description>`, `One.\n\n${TEXT}`],
  ])("unescaped elements do not join the text around them: %s", (_, item, text) => {
    expect(article("feed.rss", rss(item))?.text).toBe(text);
  });

  it.each([
    ["a warning of a program", "<br />\n<b>Warning</b>: something in /x.php on line 3<br />\n"],
    ["an element of a proxy", "<div>Served by a proxy</div>\n\n"],
  ])("content before a feed is reported and skipped: %s", (_, before) => {
    const entries = read("feed.rss", before + rss(`<description>${TEXT}</description>`));
    expect(outline(entries)[0]).toMatch(/^article/);
    expect(outline(entries).at(-1)).toContain("other content before the feed, which begins on line 3");
  });
});

describe("records of APIs", () => {
  it.each([
    ["The Guardian", { id: "world/1", webTitle: "H", fields: { bodyText: TEXT, byline: "Ann Lee" } }],
    ["JSON:API", { type: "article", id: "7", attributes: { title: "H", body: TEXT, author: "Ann Lee" } }],
    ["a wrapped article", { article: { headline: "H", articleBody: TEXT, author: { name: "Ann Lee" } } }],
  ])("may have their fields nested in another: %s", (_, record) => {
    expect(article("a.json", record)).toMatchObject({ title: "H", text: TEXT, author: "Ann Lee" });
  });

  it("prefer their own text to a nested one", () => {
    const record = { title: "H", text: TEXT, fields: { body: "Another." } };
    expect(article("a.json", record)?.text).toBe(TEXT);
  });

  it.each([
    ["www.vale.example/1", "https://www.vale.example/1"],
    ["//vale.example/1?a=b", "https://vale.example/1?a=b"],
  ])("may have addresses without a scheme: %s", (url, expected) => {
    expect(article("a.json", { title: "H", text: TEXT, url })?.url).toBe(expected);
  });

  it.each([
    ["English", "en"],
    ["deutsch", "de"],
    ["Français", "fr"],
    ["Korean", "ko"],
    ["en_GB", "en-GB"],
  ])("may state languages by name: %s", (language, expected) => {
    expect(article("a.json", { title: "H", text: TEXT, language })?.language).toBe(expected);
  });
});

it("references that were encoded twice are decoded in the title of a page", () => {
  const page = `<html><head><meta property="og:title" content="Caf&amp;eacute; closes"><title>Caf&amp;eacute; closes</title></head><body><article>${`<p>${TEXT}</p>`.repeat(4)}</article></body></html>`;
  expect(article("a.html", page)?.title).toBe("Café closes");
});

it("a full stop after a city is not part of its name", () => {
  expect(article("a.txt", `MOSCOW. Dec 3 (Interfax) - ${TEXT}`)?.place).toBe("MOSCOW");
  expect(article("a.txt", `SAN JOSE, Calif.--(BUSINESS WIRE)--${TEXT}`)?.place).toBe("SAN JOSE, Calif.");
});
