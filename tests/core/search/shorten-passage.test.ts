import { HIT_FIELDS, parseHitFields, pickHitFields } from "@dateline-search/core/search/hit-fields";
import { shortenPassage } from "@dateline-search/core/search/shorten-passage";
import type { Hit } from "@dateline-search/core/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";

const OFFSET = 1_000;

/** A passage that begins at `OFFSET` of its article, of which one part is highlighted. */
function passageOf(text: string, highlighted: string, words: readonly string[] = []) {
  const at = text.indexOf(highlighted);
  const span = (part: string) => {
    const start = OFFSET + text.indexOf(part);
    return { start, end: start + part.length };
  };
  return {
    passage: { id: "a#0", start: OFFSET, end: OFFSET + text.length, text },
    highlight: {
      text: highlighted,
      start: OFFSET + at,
      end: OFFSET + at + highlighted.length,
      words: words.map(span),
      link: null,
    },
  };
}

const TEXT =
  "Storms kept the ferry in port. It sailed again on Monday. Shopkeepers said that fresh milk had run out on the third day.";

describe("shortenPassage()", () => {
  test.each<[string, string, number, string]>([
    ["what fits stays whole", "It sailed again on Monday.", 500, TEXT],
    [
      "as much before as behind",
      "It sailed again on Monday.",
      60,
      "ferry in port. It sailed again on Monday. Shopkeepers said",
    ],
    [
      "all the room behind a beginning",
      "Storms kept the ferry in port.",
      40,
      "Storms kept the ferry in port. It sailed",
    ],
    ["all the room before an end", "the third day.", 40, "fresh milk had run out on the third day."],
    [
      "a longer highlight from its beginning",
      "Shopkeepers said that fresh milk had run out on the third day.",
      40,
      "Shopkeepers said that fresh milk had run",
    ],
  ])("%s", (_, highlighted, length, expected) => {
    const { passage, highlight } = shortenPassage(passageOf(TEXT, highlighted), length);
    expect(passage.text).toBe(expected);
    expect(TEXT.slice(passage.start - OFFSET, passage.end - OFFSET)).toBe(expected);
    expect(expected).toContain(highlight.text);
  });

  test("keeps the matched words that remain", () => {
    const given = passageOf(TEXT, "Shopkeepers said that fresh milk had run out on the third day.", [
      "milk",
      "third",
    ]);
    const { highlight } = shortenPassage(given, 40);
    expect(highlight.words.map(({ start, end }) => TEXT.slice(start - OFFSET, end - OFFSET))).toEqual([
      "milk",
    ]);
  });

  test("cuts between words in scripts without spaces", () => {
    const text = "霧のためフェリーが遅れた。".repeat(20);
    const { passage } = shortenPassage(passageOf(text, text.slice(0, 13)), 40);
    expect(passage.text.length).toBeLessThanOrEqual(40);
    expect(passage.text.endsWith("フェ")).toBe(false);
  });

  test("never exceeds the requested length, and contains the highlight", () => {
    const texts = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(texts, fc.nat(), fc.integer({ min: 40, max: 200 }), (parts, which, length) => {
        const given = passageOf(parts.join(" "), parts[which % parts.length] as string);
        const { passage, highlight } = shortenPassage(given, length);
        const { text } = given.passage;
        expect(passage.text).toBe(text.slice(passage.start - OFFSET, passage.end - OFFSET));
        expect(passage.text.length).toBeLessThanOrEqual(
          Math.max(length, text.length <= length ? text.length : 0),
        );
        expect(highlight.start).toBeGreaterThanOrEqual(Math.min(passage.start, given.highlight.start));
        expect(highlight.text).toBe(
          text.slice(highlight.start - OFFSET, Math.max(highlight.start, highlight.end) - OFFSET),
        );
      }),
    );
  });
});

describe("fields of a hit", () => {
  const hit = { rank: 1, score: 0.5, article: { id: "a", title: "T" }, story: null } as unknown as Hit;

  test.each([
    [["score"], { score: 0.5 }],
    [["article.title", "rank"], { rank: 1, article: { title: "T" } }],
    [["article", "article.id"], { article: { id: "a", title: "T" } }],
    [["story"], { story: null }],
  ])("%j keeps the requested fields", (names, expected) => {
    expect(pickHitFields(hit, parseHitFields(names))).toEqual(expected);
  });

  test.each([[["titel"]], [["article.titel"]], [["story.id"]], [[""]], [["Score"]], [[]], [["__proto__"]]])(
    "%j are none",
    (names) => {
      expect(() => parseHitFields(names)).toThrow(/it takes rank, score, parts/);
    },
  );

  test("are the fields of hits", async () => {
    const { folder } = await buildTestIndex(NEWS_RECORDS);
    const { hits } = await searchTestIndex(folder, { text: "ferry", minConfidence: 0 });
    const [first] = hits as readonly [Hit];
    const parts = Object.entries(first).flatMap(([field, value]) =>
      field === "story"
        ? []
        : Object.keys(typeof value === "object" ? value : {}).map((part) => `${field}.${part}`),
    );
    expect(HIT_FIELDS.toSorted()).toEqual([...Object.keys(first), ...parts].toSorted());
  });
});

test("passageLength shortens every hit of an answer", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const { hits } = await searchTestIndex(folder, { text: "fresh milk", minConfidence: 0, passageLength: 60 });
  expect(hits.every(({ passage }) => passage.text.length <= 60)).toBe(true);
  expect(hits[0]?.passage.text).toContain("fresh milk");
});
