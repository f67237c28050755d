import { describe, expect, it } from "vitest";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";

const NOW = new Date("2025-12-10T12:00:00Z");

function read(name: string, content: string | object) {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  const entries = [...readSourceBytes({ name, bytes: Buffer.from(text) }, { now: NOW })];
  return {
    articles: entries.flatMap((entry) => (entry.kind === "article" ? [entry.article] : [])),
    notes: entries.flatMap((entry) => (entry.kind === "note" ? [entry.note] : [])),
    problems: entries.flatMap((entry) => (entry.kind === "problem" ? [entry.problem] : [])),
  };
}

describe("the date of a record", () => {
  it.each([
    ["publish_date", "2025-12-09 08:00:00"],
    ["published_date", "2025-12-09T08:00:00Z"],
    ["date_publish", "2025-12-09 08:00:00"],
    ["date_published", "2025-12-09T08:00:00Z"],
    ["publication_date", "2025-12-09T08:00:00Z"],
    ["published_time", "2025-12-09T08:00:00Z"],
    ["pub_date", "2025-12-09T08:00:00+0000"],
    ["firstPublished", "2025-12-09T08:00:00Z"],
    ["webPublicationDate", "2025-12-09T08:00:00Z"],
    ["created_at", "2025-12-09T08:00:00Z"],
    ["dateCreated", "2025-12-09T08:00:00Z"],
    ["datetime", "2025-12-09T08:00:00Z"],
    ["timestamp", 1_765_267_200],
    ["timestamp", "1765267200000"],
  ])("is read under %s", (name, value) => {
    const { articles, notes } = read("a.json", { text: "T.", [name]: value });
    expect(articles).toMatchObject([{ publishedAt: "2025-12-09T08:00:00Z" }]);
    expect(notes).toEqual([]);
  });

  it.each(["updated_on", "lastModified", "date_modify", "last_updated", "modified_date", "edited_at"])(
    "of its last change is read under %s",
    (name) => {
      const { articles } = read("a.json", { text: "T.", [name]: "2025-12-09" });
      expect(articles).toMatchObject([{ publishedAt: null, updatedAt: "2025-12-09" }]);
    },
  );

  it("is the date of publication if a record also states its creation", () => {
    const record = { text: "T.", created_at: "2020-01-01", publish_date: "2025-12-09" };
    expect(read("a.json", record).articles).toMatchObject([{ publishedAt: "2025-12-09" }]);
  });

  it("is the first readable one", () => {
    const record = { text: "T.", date: "soon", created_at: "2025-12-09" };
    expect(read("a.json", record).articles).toMatchObject([{ publishedAt: "2025-12-09" }]);
  });

  it.each([true, {}, { year: 2025 }, ["2025-12-09"]])("is dropped if it is invalid: %j", (value) => {
    const { articles, notes } = read("a.json", { text: "T.", updated: value });
    expect(articles).toMatchObject([{ updatedAt: null }]);
    expect(notes).toMatchObject([{ reason: expect.stringContaining("the article is kept without it") }]);
  });

  it.each([
    "published_timestamp",
    "publish_datetime",
    "publishedUtc",
    "issue_date",
    "posted_on",
    "first_published_date",
  ])("is read under %s, too", (name) => {
    const { articles, notes } = read("a.json", { text: "T.", [name]: "2025-12-09" });
    expect(articles).toMatchObject([{ publishedAt: "2025-12-09" }]);
    expect(notes).toEqual([]);
  });

  it("is dropped if it is a clock's zero", () => {
    const { articles, notes } = read("a.json", { text: "T.", date: "1970-01-01T00:00:00Z" });
    expect(articles).toMatchObject([{ publishedAt: null }]);
    expect(notes).toMatchObject([{ reason: expect.stringContaining("is a placeholder for a missing date") }]);
  });

  it.each([
    ["03/04/2025", 'publishedAt: date "03/04/2025" is ambiguous (day or month first?); write YYYY-MM-DD'],
    ["0001-01-01T00:00:00Z", "publishedAt: 0001-01-01T00:00:00Z is before 1500"],
    ["3013-05-01", "publishedAt: 3013-05-01 is in the future"],
    [1_765_353_600_000_00, "publishedAt: 7564-03-08T08:00:00Z is in the future"],
    ["2025-12-13", "publishedAt: 2025-12-13 is in the future"],
    ["Tuesday", 'publishedAt: date "Tuesday" is not understood; write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ'],
  ])("is dropped with a note if it cannot be a date: %j", (date, reason) => {
    const { articles, notes, problems } = read("a.json", { id: "a", text: "T.", date });
    expect(articles).toMatchObject([{ id: "a", publishedAt: null }]);
    expect(notes).toEqual([{ file: "a.json", line: 1, reason: `${reason}; the article is kept without it` }]);
    expect(problems).toEqual([]);
  });

  it.each(["2025-12-11", "2025-12-12T11:00:00Z"])(
    "may be ahead by as much as clocks and zones are: %s",
    (date) => {
      expect(read("a.json", { text: "T.", date }).articles).toMatchObject([{ publishedAt: date }]);
    },
  );

  it.each([
    ["a.txt", "Title: Ferry\ndate: the day after\n\nThe ferry is late."],
    ["a.md", "---\ntitle: Ferry\ndate: the day after\n---\nThe ferry is late."],
    [
      "a.rss",
      "<rss><channel><item><title>Ferry</title><pubDate>the day after</pubDate></item></channel></rss>",
    ],
    ["a.jsonl", '{"title":"Ferry","text":"The ferry is late.","date":"the day after"}'],
  ])("does not lose the article of %s", (name, source) => {
    const { articles, notes, problems } = read(name, source);
    expect(articles).toMatchObject([{ title: "Ferry", publishedAt: null }]);
    expect(notes).toHaveLength(1);
    expect(problems).toEqual([]);
  });
});

describe("unknown fields", () => {
  it("are reported once per file", () => {
    const lines = [
      { text: "A.", tone: "dry", words: 7 },
      { text: "B.", tone: "wet", empty: "" },
    ];
    expect(read("a.json", lines).notes).toEqual([
      { file: "a.json", line: 1, reason: "fields that are not read: tone, words" },
    ]);
  });

  it("are not reported if they are read", () => {
    expect(
      read("a.json", { id: 1, headline: "T", body: "A.", draft: false, status: "publish" }).notes,
    ).toEqual([]);
  });
});
