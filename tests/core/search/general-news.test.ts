import { parseQuery, type QueryInput } from "@dateline-search/core/search/parse-query";
import { findGeneralNews } from "@dateline-search/core/search/search-passages";
import { timeOfQuery } from "@dateline-search/core/search/time-frame";
import { describe, expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";

/** A Wednesday. */
const AS_OF = "2025-12-10";

function framed(text: string, input: QueryInput = {}) {
  const query = parseQuery({ text, asOf: AS_OF, ...input });
  const found = findGeneralNews(query, timeOfQuery(query, "2026-01-01T00:00:00Z"));
  if (found === null) return "a question";
  return found.timeFrame === null ? "the latest" : `${found.timeFrame.from} to ${found.timeFrame.to}`;
}

describe("a question about the news in general", () => {
  test.each([
    ["what happened yesterday", "2025-12-09 to 2025-12-09"],
    ["What happened yesterday?", "2025-12-09 to 2025-12-09"],
    ["yesterday", "2025-12-09 to 2025-12-09"],
    ["today's news", "2025-12-10 to 2025-12-10"],
    ["today’s headlines", "2025-12-10 to 2025-12-10"],
    ["news from last week", "2025-12-01 to 2025-12-07"],
    ["last week's top stories", "2025-12-01 to 2025-12-07"],
    ["top stories this week", "2025-12-08 to 2025-12-14"],
    ["anything from yesterday?", "2025-12-09 to 2025-12-09"],
    ["What did I miss over the weekend?", "2025-12-06 to 2025-12-07"],
    ["what happened in November 2025", "2025-11-01 to 2025-11-30"],
    ["main events in 2024", "2024-01-01 to 2024-12-31"],
    ["show me everything since Monday", "2025-12-08 to 2025-12-10"],
    ["news from the last 3 days", "2025-12-07 to 2025-12-10"],
    ["news between November 28, 2025 and December 5, 2025", "2025-11-28 to 2025-12-05"],
    ["news before 2020", "1900-01-01 to 2019-12-31"],
    ["December 1 to 5", "2025-12-01 to 2025-12-05"],
    ["news", "the latest"],
    ["latest news", "the latest"],
    ["the latest headlines", "the latest"],
    ["breaking news", "the latest"],
    ["what's new?", "the latest"],
    ["What is happening?", "the latest"],
    ["what’s going on", "the latest"],
    ["most recent articles", "the latest"],
    ["news -football", "the latest"],
  ])("%s: %s", (text, expected) => expect(framed(text)).toBe(expected));

  test.each([
    "what happened in Seoul",
    "what happened in Seoul yesterday",
    "latest on the ferry strike",
    "US news today",
    "sports news",
    "news agency",
    "News of the World",
    "who won yesterday",
    '"what happened yesterday"',
    "yesterday's match",
    "new homes",
    "breaking bad",
    "The Day After Tomorrow",
    '"news"',
    '"what happened" yesterday',
    "the story of the bridge",
    "articles of faith",
    "report",
    "what is it about",
    "things",
    "What happened on December 8?",
    "the latest vaccine",
    "update",
  ])("%s is a specific question", (text) => expect(framed(text)).toBe("a question"));

  test("a search by words uses the words of such a question", () => {
    for (const text of ["new", "news", "what happened yesterday"])
      expect(framed(text, { mode: "lexical" })).toBe("a question");
  });

  test("days are those of the time zone", () => {
    const asOf = "2025-12-09T23:30:00Z";
    expect(framed("news of today", { asOf })).toBe("2025-12-09 to 2025-12-09");
    expect(framed("news of today", { asOf, timeZone: "Asia/Seoul" })).toBe("2025-12-10 to 2025-12-10");
  });
});

describe("is answered", () => {
  async function ask(input: QueryInput) {
    const { folder } = await buildTestIndex(NEWS_RECORDS);
    const found = await searchTestIndex(folder, input);
    return { ...found, ids: found.hits.map(({ article }) => article.id) };
  }

  test("with the articles of its time, the latest first, and their number", async () => {
    const input = { text: "what happened last month", asOf: "2025-04-05", facets: ["source"] };
    const { ids, total, timeFrame, confidence, plan, facets } = await ask(input);
    expect(ids).toEqual(["bridge", "orchestra", "ferry"]);
    expect({ total, confidence, plan }).toEqual({ total: 3, confidence: null, plan: [] });
    expect(timeFrame).toMatchObject({ from: "2025-03-01", to: "2025-03-31", articles: 3 });
    expect(facets?.source?.values).toEqual([
      { value: "Harbour Gazette", count: 2 },
      { value: "Evening Post", count: 1 },
    ]);
  });

  test("within its filters, in the requested order", async () => {
    const month = { text: "news of March 2025", sort: "oldest" };
    expect((await ask({ ...month, source: "harbour gazette" })).ids).toEqual(["ferry", "bridge"]);
    expect((await ask({ ...month, from: "2025-03-05" })).ids).toEqual(["orchestra", "bridge"]);
    expect((await ask({ ...month, from: "2025-04-01" })).ids).toEqual([]);
  });

  test("with the latest of all if it names no time", async () => {
    expect((await ask({ text: "latest news", limit: 2 })).ids).toEqual(["wheat", "bridge"]);
  });

  test("with nothing if its time has nothing, and the latest before that as the nearest", async () => {
    const { ids, total, nearest, timeFrame } = await ask({ text: "news of last week", asOf: "2025-03-28" });
    expect({ ids, total, articles: timeFrame?.articles }).toEqual({ ids: [], total: 0, articles: 0 });
    expect(nearest.map(({ article }) => article.id)).toEqual(["bridge", "orchestra", "ferry"]);
  });
});
