import type { QueryInput } from "@dateline-search/core/search/parse-query";
import type { SearchResult } from "@dateline-search/core/types";
import { describe, expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";
import { EDITED_COPY, OTHER_STORY, WIRE_REPORT } from "../../fixtures/wire-report.ts";

/** The same words on five days, the newest with the fewest of them. */
const TALKS = [
  ["old", "Talks on the harbour strike: talks, harbour, strike.", "2024-12-01"],
  ["december-1", "Talks on the harbour strike began.", "2025-12-01"],
  ["december-8", "Talks on the harbour strike went on.", "2025-12-08"],
  [
    "december-9",
    "Talks on the harbour strike ended with a deal that both sides praised.",
    "2025-12-09T18:00:00Z",
  ],
  ["talks-undated", "Talks on the harbour strike may begin.", null],
].map(([id, text, publishedAt]) => ({ id, title: "Harbour strike", text, publishedAt }));

async function searchTalks(input: QueryInput): Promise<SearchResult> {
  const { folder } = await buildTestIndex([...TALKS, ...NEWS_RECORDS]);
  return await searchTestIndex(folder, input);
}

async function idsFor(input: QueryInput): Promise<string[]> {
  const { hits } = await searchTalks({ limit: 5, ...input });
  return hits.map(({ article }) => article.id);
}

describe("a query that names a time", () => {
  test.each([
    ["harbour strike talks yesterday", "december-9", "2025-12-09", "2025-12-09"],
    ["harbour strike talks on Monday", "december-8", "2025-12-08", "2025-12-08"],
    ["harbour strike talks December 1", "december-1", "2025-12-01", "2025-12-01"],
    ["harbour strike talks in 2024", "old", "2024-01-01", "2024-12-31"],
  ])("%j prefers that time, and hides nothing", async (text, id, from, to) => {
    const result = await searchTalks({ text, asOf: "2025-12-10", limit: 100 });
    expect(result.timeFrame).toMatchObject({ from, to });
    expect(result.hits[0]).toMatchObject({ article: { id }, parts: { recency: 1 } });
    const plain = await searchTalks({
      text: "harbour strike talks",
      asOf: "2025-12-10",
      limit: 100,
    });
    expect(result.total).toBe(plain.total);
  });

  test("is unchanged if time is set not to count", async () => {
    const text = "harbour strike talks in 2024";
    const { timeFrame, hits } = await searchTalks({ text, asOf: "2025-12-10", halfLifeDays: 0 });
    expect(timeFrame).not.toBeNull();
    expect(new Set(hits.map(({ parts }) => parts.recency))).toEqual(new Set([null]));
  });

  test("is not searched by the word that names the time", async () => {
    const { hits } = await searchTestIndex(
      (
        await buildTestIndex([
          ...TALKS,
          { id: "said", text: "Yesterday, yesterday: all was well.", publishedAt: "2025-12-09" },
        ])
      ).folder,
      { text: "harbour strike talks yesterday", asOf: "2025-12-10", limit: 100 },
    );
    expect(hits.find(({ article }) => article.id === "said")?.parts.lexical ?? 0).toBe(0);
  });
});

test("without a time in the query, the date does not count, unless a half-life is set", async () => {
  expect((await idsFor({ text: "talks harbour strike" }))[0]).toBe("old");
  expect((await idsFor({ text: "talks harbour strike", halfLifeDays: 1, asOf: "2025-12-10" }))[0]).toBe(
    "december-9",
  );
});

test("by date, the latest good answer comes first, undated ones last, without noise", async () => {
  expect(await idsFor({ text: "harbour strike talks", sort: "date" })).toEqual([
    "december-9",
    "december-8",
    "december-1",
    "old",
    "talks-undated",
  ]);
  const result = await searchTalks({ text: "harbour strike talks", sort: "date", limit: 100 });
  expect(result.total).toBe(5);
  expect(result.hits.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5]);
});

describe("collapsing", () => {
  const records = [WIRE_REPORT, EDITED_COPY, OTHER_STORY, ...NEWS_RECORDS];
  const text = "radar failed, passengers in lifeboats";
  const search = async (input: Partial<QueryInput>) =>
    await searchTestIndex((await buildTestIndex(records)).folder, { text, limit: 100, ...input });

  test("to articles leaves the best passage of each, in the same order", async () => {
    const all = await search({});
    const { hits, total } = await search({ collapse: "article" });
    const ids = hits.map(({ article }) => article.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(total).toBe(records.length);
    expect(ids).toEqual([...new Set(all.hits.map(({ article }) => article.id))]);
    for (const { article, passage } of hits) {
      expect(all.hits.find((hit) => hit.article.id === article.id)?.passage).toEqual(passage);
    }
  });

  test("to stories shows one article of each, with the others, and pages over stories", async () => {
    const { hits, total } = await search({ collapse: "story" });
    expect(total).toBe(records.length - 1);
    const [hit] = hits;
    const ids = [hit?.article.id, ...(hit?.story?.others.map(({ id }) => id) ?? [])];
    expect(ids.toSorted()).toEqual(["copy", "wire"]);
    expect(hit?.story).toMatchObject({
      firstSeenAt: WIRE_REPORT.publishedAt,
      latestAt: EDITED_COPY.publishedAt,
    });
    const second = await search({ collapse: "story", limit: 1, offset: 1 });
    expect(second.hits[0]).toEqual(hits[1]);
  });

  test("a story as of the past has only the articles of that time", async () => {
    const { hits } = await search({ collapse: "story", asOf: "2025-12-09T09:00:00Z" });
    expect(hits[0]).toMatchObject({ article: { id: "wire" }, story: null });
  });

  test("a filter does not hide the other reports of the story", async () => {
    const { hits } = await search({ source: "Wire" });
    expect(new Set(hits.map(({ article }) => article.id))).toEqual(new Set(["wire"]));
    expect(hits[0]?.story?.others.map(({ id }) => id)).toEqual(["copy"]);
  });
});
