import { parseQuery, type QueryInput } from "@dateline-search/core/search/parse-query";
import { describe, expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { datedNews } from "../../fixtures/dated-news.ts";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";

async function browse(input: QueryInput, records: readonly object[] = NEWS_RECORDS) {
  const { folder } = await buildTestIndex(records);
  return await searchTestIndex(folder, input);
}

const idsOf = ({ hits }: Awaited<ReturnType<typeof browse>>) => hits.map(({ article }) => article.id);

describe("a query without a text", () => {
  test.each<[string, QueryInput, readonly string[]]>([
    ["nothing at all", {}, ["wheat", "bridge", "orchestra", "ferry", "undated"]],
    ["white space", { text: " \t\n" }, ["wheat", "bridge", "orchestra", "ferry", "undated"]],
    ["by relevance", { sort: "relevance" }, ["wheat", "bridge", "orchestra", "ferry", "undated"]],
    ["the oldest first", { sort: "oldest" }, ["ferry", "orchestra", "bridge", "wheat", "undated"]],
    ["a source", { source: "evening post" }, ["wheat", "orchestra"]],
    ["a source left out", { excludeSource: "Evening Post" }, ["bridge", "ferry", "undated"]],
    ["a span of time", { from: "2025-03-10", to: "2025-03-31" }, ["bridge", "orchestra"]],
    ["the past", { asOf: "2025-03-09" }, ["ferry"]],
    ["a page", { offset: 1, limit: 2 }, ["bridge", "orchestra"]],
    ["an id", { articleId: "undated" }, ["undated"]],
    ["a word left out", { text: "-ferry" }, ["wheat", "bridge", "orchestra", "undated"]],
    [
      "words and phrases left out",
      { text: '-ferries -"old bridge" -“good harvest”', sort: "oldest" },
      ["orchestra", "undated"],
    ],
    ["a word left out of a source", { text: "-mahler", source: "Evening Post" }, ["wheat"]],
    ["a word left out that nothing has", { text: "-zeppelin", limit: 1 }, ["wheat"]],
    ["everything left out", { text: '-ferry -bridge -orchestra -wheat -"lentil soup"' }, []],
    ["a filter that nothing passes", { place: "Atlantis" }, []],
  ])("lists the articles by date with %s", async (_, input, expected) => {
    expect(idsOf(await browse(input))).toEqual(expected);
  });

  test("gives each article once, from its beginning, and claims no relevance", async () => {
    const long = { id: "long", title: "A long one", text: "One sentence of many words. ".repeat(400) };
    const { hits, total, candidates, confidence, nearest, plan } = await browse({}, [long]);
    expect({ total, candidates, confidence, nearest, plan }).toEqual({
      total: 1,
      candidates: 1,
      confidence: null,
      nearest: [],
      plan: [],
    });
    expect(hits[0]).toMatchObject({
      rank: 1,
      score: 0,
      passage: { id: "long#0", start: 0 },
      highlight: { start: 0, text: "One sentence of many words." },
    });
  });

  test("ignores settings of relevance", async () => {
    const input = { minConfidence: 1, minSimilarity: 1, halfLifeDays: 3, mode: "lexical" };
    expect(idsOf(await browse(input))).toHaveLength(5);
    expect(parseQuery(input)).toEqual(parseQuery({}));
  });

  test("links to the beginning of the article", async () => {
    const { hits } = await browse({ articleId: "ferry" });
    expect(hits[0]?.highlight.link).toBe("https://example.com/ferry");
  });

  test("shows each story once, by its first article", async () => {
    const text = datedNews()[0]?.text ?? "";
    const copy = (id: string, publishedAt: string) => ({
      id,
      title: "Merrow Oil defends payoff",
      text,
      publishedAt,
    });
    const records = [...NEWS_RECORDS, copy("early", "2025-03-04"), copy("late", "2025-03-05T10:00:00Z")];
    const latest = await browse({ collapse: "story" }, records);
    expect(idsOf(latest)).toEqual(["wheat", "bridge", "orchestra", "late", "ferry", "undated"]);
    expect(latest.hits[3]?.story).toMatchObject({ size: 2 });
    const oldest = await browse({ collapse: "story", sort: "oldest" }, records);
    expect(idsOf(oldest)).toEqual(["ferry", "early", "orchestra", "bridge", "wheat", "undated"]);
    expect(oldest.total).toBe(6);
  });

  test("counts all allowed articles, not those on the page", async () => {
    const { facets } = await browse({ facets: ["source"], from: "2025-03-01", limit: 1 });
    expect(facets?.source).toMatchObject({
      values: [
        { value: "Evening Post", count: 2 },
        { value: "Harbour Gazette", count: 2 },
      ],
      missing: 0,
    });
  });

  test("does not widen an empty time span", () => {
    expect(() => parseQuery({ from: "2025-03-02", asOf: "2025-03-01" })).toThrow(/is after asOf/);
    expect(() => parseQuery({ text: "?" })).toThrow(/no letter or digit/);
  });
});

test("the oldest come first with a question, too", async () => {
  const { hits } = await browse({ text: "ferry bridge orchestra wheat", sort: "oldest", minConfidence: 0 });
  const dates = hits.map(({ article }) => article.publishedAt).filter((date) => date !== null);
  expect(dates.length).toBeGreaterThan(1);
  expect(dates).toEqual(dates.toSorted());
});
