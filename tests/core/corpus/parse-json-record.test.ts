import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidRecord } from "../../../packages/core/src/corpus/invalid-record.ts";
import { normaliseText } from "../../../packages/core/src/corpus/normalise-text.ts";
import { parseJsonRecord as parse } from "../../../packages/core/src/corpus/parse-json-record.ts";

const CONTEXT = { now: new Date("2025-12-31T12:00:00Z"), note: () => {}, passOver: () => {} };
const parseJsonRecord = (record: unknown) => parse(record, CONTEXT);

describe("parseJsonRecord", () => {
  it("reads every field", () => {
    const record = {
      id: 7,
      title: "Uranium &amp; talks",
      body: "The talks  began.\r\n\r\nThey ended.",
      url: "https://example.org/a?utm_source=x",
      source: { name: "Example Post" },
      author: [{ name: "Kim Min" }, "Lee Jae"],
      section: "Asia",
      place: "Seoul",
      language: "ko_KR",
      publishedAt: "Wed, 10 Dec 2025 08:00:00 GMT",
      updatedAt: 1_765_440_000,
    };
    expect(parseJsonRecord(record)).toEqual({
      id: "7",
      title: "Uranium & talks",
      titleDerived: false,
      text: "The talks  began.\n\nThey ended.",
      url: "https://example.org/a?utm_source=x",
      image: null,
      source: "Example Post",
      author: "Kim Min, Lee Jae",
      tags: [],
      section: "Asia",
      place: "Seoul",
      agency: null,
      language: "ko-KR",
      publishedAt: "2025-12-10T08:00:00Z",
      updatedAt: "2025-12-11T08:00:00Z",
    });
  });

  it.each([
    ["title", ["title", "headline", "name"], "A title"],
    ["text", ["body", "text", "content", "articleBody", "article_body"], "A text."],
    ["url", ["url", "link", "canonicalUrl", "canonical_url"], "https://example.org/a"],
    ["source", ["source", "publisher", "site"], "Example Post"],
    ["author", ["author", "byline", "creator"], "Kim Min"],
    ["section", ["section", "category", "desk"], "Asia"],
    ["place", ["place", "dateline", "location"], "Seoul"],
    ["language", ["language", "lang"], "en"],
    ["id", ["id", "guid", "_id", "uuid", "ID"], "a-1"],
    [
      "publishedAt",
      ["publishedAt", "published_at", "date", "datePublished", "date_published", "pubDate"],
      "2025-12-10",
    ],
    ["updatedAt", ["updatedAt", "updated_at", "dateModified", "date_modified"], "2025-12-11"],
  ] as const)("finds %s under its usual names", (field, keys, value) => {
    for (const key of keys) {
      const article = parseJsonRecord({
        text: "Some text.",
        ...(field === "text" ? { text: "" } : {}),
        [key]: value,
      });
      expect(article[field]).toBe(value);
    }
  });

  it.each(["source", "author", "section", "place"] as const)("reads several names of a %s", (field) => {
    const article = parseJsonRecord({ text: "T.", [field]: ["Kim Min", { name: "Lee Jae" }] });
    expect(article[field]).toBe("Kim Min, Lee Jae");
  });

  it("takes the first name that has a value", () => {
    const record = {
      headline: "Second",
      title: " ",
      text: "Second.",
      body: "First.",
      source: null,
      site: "Site",
    };
    expect(parseJsonRecord(record)).toMatchObject({ title: "Second", text: "First.", source: "Site" });
  });

  it("reads a BEIR record, whose title may be empty", () => {
    const article = parseJsonRecord({
      _id: "4983",
      title: "",
      text: "The allies met in Nassau.",
      metadata: {},
    });
    expect(article).toMatchObject({ id: "4983", title: "The allies met in Nassau.", titleDerived: true });
  });

  it.each([
    [{ title: 7, text: "T." }, "title must be a text, got number 7"],
    [{ text: [7] }, "text must be a text, got a list"],
    [{ text: "T.", author: { given: "Kim" } }, "author must be a name or a list of names, got an object"],
    [{ text: "T.", id: 1.5 }, "id must be a text or a whole number, got number 1.5"],
    [
      { text: "T.", url: "a/b" },
      'url must be a full web address beginning with http:// or https://, got "a/b"',
    ],
    [{ title: "T" }, "text is empty"],
    [{ text: " \u200b\n" }, "text is empty"],
    [[], "record must be an object with title and text, got a list"],
    [null, "record must be an object with title and text, got nothing"],
    ["text", 'record must be an object with title and text, got text "text"'],
  ])("rejects %j: %s", (record, reason) => {
    expect(() => parseJsonRecord(record)).toThrow(InvalidRecord);
    expect(() => parseJsonRecord(record)).toThrow(reason);
  });

  it("throws nothing but InvalidRecord for any JSON value", () => {
    const keys = fc.constantFrom(
      "title",
      "text",
      "url",
      "author",
      "date",
      "id",
      "language",
      "source",
      "__proto__",
      "x",
    );
    const record = fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" })));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), record), (value) => {
        try {
          const article = parseJsonRecord(value);
          expect(parseJsonRecord(value)).toEqual(article);
          expect(normaliseText(article.text)).toBe(article.text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRecord);
        }
      }),
      { numRuns: 500 },
    );
  });
});
