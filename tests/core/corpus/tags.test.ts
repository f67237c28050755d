import type { RecordContext } from "@dateline-search/core/corpus/finish-article";
import { parseJsonRecord } from "@dateline-search/core/corpus/parse-json-record";
import { readSourceBytes } from "@dateline-search/core/corpus/read-source-bytes";
import { tidyTags } from "@dateline-search/core/corpus/tag-list";
import { expect, test } from "vitest";
import { articlesOf } from "../../fixtures/source-entries.ts";

const CONTEXT: RecordContext = { now: new Date("2026-01-01T00:00:00Z"), note: () => {}, passOver: () => {} };

test.each([
  [{ tags: ["Ferries", "Strike"] }, ["Ferries", "Strike"]],
  [{ tags: "Ferries, Strike; Night shifts" }, ["Ferries", "Strike", "Night shifts"]],
  [{ keywords: "Ferries,Strike," }, ["Ferries", "Strike"]],
  [{ tags: [{ name: "Ferries" }, { webTitle: "Strike" }, { id: 7 }] }, ["Ferries", "Strike"]],
  [{ categories: ["Ferries", "ferries", "#Strike"] }, ["Ferries", "Strike"]],
  [{ tags: null, keywords: ["Ferries"] }, ["Ferries"]],
  [{ tags: 7 }, []],
  [{ tags: [" ", "x".repeat(201)] }, []],
])("of a record %j", (fields, tags) => {
  const record = { title: "No ferries", text: "No ferry sailed to the islands.", ...fields };
  expect(parseJsonRecord(record, CONTEXT).tags).toEqual(tags);
});

const FEED = '<rss version="2.0"><channel><title>Wire</title><item><guid>a</guid><title>T</title>';
const LEAD =
  "<p>No ferry sailed to the islands on Tuesday, and talks between the crews and the line broke off.</p>";
const BODY = LEAD.repeat(6);

const read = (name: string, source: string) =>
  articlesOf([...readSourceBytes({ name, bytes: Buffer.from(source) })]).map(({ article }) => article.tags);

test.each([
  [
    "a.rss",
    `${FEED}<description>No ferry sailed.</description><category>World</category><category>Strike</category></item></channel></rss>`,
    ["World", "Strike"],
  ],
  [
    "a.atom",
    `<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>a</id><title>T</title><summary>No ferry sailed.</summary><category term="w" label="World"/><category term="strike"/></entry></feed>`,
    ["World", "strike"],
  ],
  [
    "a.html",
    `<html><head><title>T</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"T","keywords":["World","Strike"]}</script><meta property="article:tag" content="Islands"><meta property="article:tag" content="strike"></head><body><article><h1>T</h1>${BODY}</article></body></html>`,
    ["World", "Strike", "Islands"],
  ],
  ["a.txt", "Title: T\nTags: World, Strike\n\nNo ferry sailed to the islands.", ["World", "Strike"]],
  [
    "a.md",
    "---\ntitle: T\ntags: [World, Strike]\n---\n\nNo ferry sailed to the islands.",
    ["World", "Strike"],
  ],
  [
    "a.xml",
    `<nitf><head><title>T</title><tobject><tobject.subject tobject.subject.type="World"/></tobject><docdata><key-list><keyword key="Strike"/></key-list></docdata></head><body><body.content><block><p>No ferry sailed.</p></block></body.content></body></nitf>`,
    ["Strike", "World"],
  ],
  [
    "b.json",
    JSON.stringify({
      uri: "urn:a",
      headline: "T",
      body_text: "No ferry sailed.",
      subject: [{ name: "World" }, { name: "Strike" }],
    }),
    ["World", "Strike"],
  ],
])("of %s", (name, source, tags) => {
  expect(read(name, source)).toEqual([tags]);
});

test("a hundred at most", () => {
  expect(tidyTags(Array.from({ length: 300 }, (_, index) => `tag ${index}`))).toHaveLength(100);
});
