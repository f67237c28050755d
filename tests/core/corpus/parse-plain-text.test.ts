import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidRecord } from "../../../packages/core/src/corpus/invalid-record.ts";
import { normaliseText } from "../../../packages/core/src/corpus/normalise-text.ts";
import { parsePlainText as parse } from "../../../packages/core/src/corpus/parse-plain-text.ts";

const CONTEXT = { now: new Date("2025-12-31T12:00:00Z"), note: () => {}, passOver: () => {} };
const parsePlainText = (source: string) => parse(source, CONTEXT);

const SEED = new URL("../../../corpus/2025-12-10-seoul-washington-north-korea.txt", import.meta.url);

describe("parsePlainText", () => {
  it("reads the seed article", () => {
    const article = parsePlainText(readFileSync(fileURLToPath(SEED), "utf8"));
    expect(article).toMatchObject({
      title: expect.stringMatching(/^South Korea and the United States are maintaining a "very close" .*…$/),
      titleDerived: true,
      url: null,
      source: "IANS",
      author: null,
      section: null,
      tags: [],
      place: "Seoul",
      agency: "IANS",
      language: null,
      publishedAt: "2025-12-10",
      updatedAt: null,
    });
    expect(article.text).toMatch(/^South Korea and the United States are maintaining/);
    expect(article.text).toMatch(/follow-up talks on the joint fact sheet\.$/);
    expect(article.text.split("\n\n")).toHaveLength(19);
  });

  it("reads a date line, header lines, a dateline and paragraphs", () => {
    const source =
      "date 2025-12-10\r\nTitle: Uranium &amp; talks\r\nURL: https://example.org/a\r\nSource: Example Post\r\n" +
      "Author: Kim Min\r\nSection: Asia\r\nLanguage: en_US\r\nUpdated: 2025-12-11\r\nID: x-1\r\n\r\n" +
      "SEOUL (AP) — The talks began.\r\n\r\nThey ended.\r\n";
    expect(parsePlainText(source)).toEqual({
      id: "x-1",
      title: "Uranium & talks",
      titleDerived: false,
      text: "The talks began.\n\nThey ended.",
      url: "https://example.org/a",
      image: null,
      source: "Example Post",
      author: "Kim Min",
      section: "Asia",
      tags: [],
      place: "SEOUL",
      agency: "AP",
      language: "en-US",
      publishedAt: "2025-12-10",
      updatedAt: "2025-12-11",
    });
  });

  it("treats a header block as text if one of its lines is not a header", () => {
    const source = "Source: a friend of the minister\nwho did not want to be named.\n\nMore.";
    expect(parsePlainText(source)).toMatchObject({ source: null, text: source });
  });

  it("removes a first line that looks like a headline and marks the title as derived", () => {
    for (const headline of [
      "Ink helps drive democracy",
      "What price for 'trusted security'?",
      "Rivals of the Apple...",
    ]) {
      const article = parsePlainText(`${headline}\n\nThe ink was used.\n\nIn Asia.`);
      expect(article).toMatchObject({
        title: headline,
        titleDerived: true,
        text: "The ink was used.\n\nIn Asia.",
      });
    }
  });

  it.each([
    ["a sentence", "The ink was used in Asia.\n\nMore."],
    ["a quoted sentence", '"The ink was used in Asia."\n\nMore.'],
    ["a line without text after it", "Ink helps drive democracy"],
    ["a line that continues", "Ink helps drive\ndemocracy\n\nMore."],
    ["a long line", `${"ink ".repeat(40)}\n\nMore.`],
  ])("does not mistake %s for a headline", (_, source) => {
    const article = parsePlainText(source);
    expect(article.text).toBe(normaliseText(source));
    expect(article.titleDerived).toBe(true);
  });

  it("uses the dateline's date if the header has none, and only with a year", () => {
    expect(parsePlainText("Seoul, Dec 10, 2024 (IANS) Talks.").publishedAt).toBe("2024-12-10");
    expect(parsePlainText("Seoul, Dec 10 (IANS) Talks.").publishedAt).toBeNull();
  });

  it.each([
    ["", "text is empty"],
    [" \ufeff\n\t", "text is empty"],
    ["date 2025-12-10", "text is empty"],
    ["Title: Only a title\n\n", "text is empty"],
    ["URL: javascript:alert(1)\n\nText.", "url must be a full web address"],
    ["Language: the English one\n\nText.", "language must be a tag"],
    ["a".repeat(5_000_001), "text has 5,000,001 characters, more than 5,000,000"],
  ])("rejects %.40j: %s", (source, reason) => {
    expect(() => parsePlainText(source)).toThrow(InvalidRecord);
    expect(() => parsePlainText(source)).toThrow(reason);
  });

  it("throws nothing but InvalidRecord, gives the same article for the same text, and normalised text", () => {
    const line = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(
        "",
        "date 2025-12-10",
        "Title: A",
        "URL: b",
        "SEOUL (AP) — Talks",
        "Date: Dec 10, 2025",
        "&#163;",
      ),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const source = lines.join("\n");
        try {
          const article = parsePlainText(source);
          expect(parsePlainText(source)).toEqual(article);
          expect(normaliseText(article.text)).toBe(article.text);
          expect(article.text).not.toBe("");
          expect(article.title).not.toBe("");
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRecord);
        }
      }),
      { numRuns: 500 },
    );
  });
});
