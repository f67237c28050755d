import { createHttpClient } from "@dateline-search/client";
import { DatelineError } from "@dateline-search/core/errors";
import { expect, test } from "vitest";
import { startExampleService } from "./example-service.ts";
import { failureOf } from "./failure-of.ts";

async function clientOfService(...parts: Parameters<typeof startExampleService>) {
  return createHttpClient({ baseUrl: await startExampleService(...parts), retries: 0 });
}

test("the service answers a question with the passage that has the answer", async () => {
  const client = await clientOfService();
  const result = await client.search("  ferries late because of fog ", { limit: 2 });
  expect(result).toMatchObject({ query: "ferries late because of fog", exact: true });
  expect(result.hits).toHaveLength(2);
  expect(result.hits[0]).toMatchObject({ rank: 1, article: { id: "fog", publishedAt: "2025-12-10" } });
});

test("the service applies the filters that the client sends", async () => {
  const client = await clientOfService();
  const byDate = await client.search("ferries fog", { from: "2025-11-01", to: "2025-11-30" });
  expect(byDate.hits.map(({ article }) => article.id)).toEqual(["bread"]);
  const bySource = await client.search("bread", { source: "the harbour post" });
  expect(bySource.hits.map(({ article }) => article.source)).toEqual([
    "The Harbour Post",
    "The Harbour Post",
  ]);
});

test("the service accepts lists, choices and asOf as the client sends them", async () => {
  const client = await clientOfService();
  const options = { collapse: "article", sort: "date", mode: "lexical", asOf: "2025-12-31" } as const;
  const two = await client.search("bread fog", { ...options, source: ["market news", "nobody"] });
  expect(two.hits.map(({ article }) => article.source)).toEqual(["Market News"]);
  const past = await client.search("bread fog", { asOf: "2025-11-30", articleId: ["fog", "bread"] });
  expect(past.hits.map(({ article }) => article.id)).toEqual(["bread"]);
});

test("the service finds articles similar to a text", async () => {
  const client = await clientOfService();
  const result = await client.similarToText("Ferries were late because of fog.", { limit: 1, title: "Fog" });
  expect(result).toMatchObject({ passages: 1, hits: [{ article: { id: "fog" } }] });
});

test("the service browses without a question", async () => {
  const client = await clientOfService();
  const { total, hits } = await client.search("", { sort: "oldest", limit: 1 });
  expect(total).toBe(3);
  const seen: (string | null)[] = [];
  for await (const { article } of client.searchAll("", { limit: 1 })) seen.push(article.publishedAt);
  expect(seen).toHaveLength(3);
  expect(seen.at(-1)).toBe(hits[0]?.article.publishedAt);
});

test("the service returns selected fields of hits, and answers several searches at once", async () => {
  const client = await clientOfService();
  const fields = ["article.id", "rank"] as const;
  const { hits } = await client.search("fog", { fields, limit: 1 });
  expect(hits).toEqual([{ rank: 1, article: { id: "fog" } }]);
  const { results } = await client.searchMany([
    { query: "fog", limit: 1 },
    { query: "?" },
    { query: "", fields },
  ]);
  expect(results).toMatchObject([
    { query: "fog", hits: [{ passage: {} }] },
    { problem: { code: "invalid-input" } },
    { hits: [{ rank: 1 }, { rank: 2 }, { rank: 3 }] },
  ]);
});

test("the service accepts the longest allowed query", async () => {
  const client = await clientOfService();
  const query = "霧でフェリーが遅れた。".repeat(90);
  expect(await client.search(query)).toMatchObject({ query });
});

test("the service reports the generation that answers", async () => {
  const client = await clientOfService();
  const { generation, articles } = await client.generation();
  expect(articles).toBe(3);
  expect(await client.search("fog")).toMatchObject({ generation });
});

test.each([
  ["a query of signs", "?!", {}, /^Cannot search: the query has no letter or digit/],
  ["a query that is too long", "fog ".repeat(300), {}, /at most 1000 are allowed/],
  ["a limit out of range", "fog", { limit: 0 }, /limit must be a whole number from 1 to 100, it is "?0/],
  ["a limit that is no number", "fog", { limit: Number.NaN }, /limit must be a whole number/],
  ["a date that does not exist", "fog", { from: "2025-02-30" }, /2025-02-30/],
  ["an empty source", "fog", { source: "" }, /source is empty/],
  ["an empty list", "fog", { section: [] }, /section is empty/],
  ["a mode that does not exist", "fog", { mode: "magic" as never }, /mode must be one of hybrid, semantic/],
])("the service rejects %s, and the client reports why", async (_, query, options, reason) => {
  const client = await clientOfService();
  const error = await failureOf(client.search(query, options));
  expect(error).toMatchObject({ kind: "invalid-query", status: 422, code: "invalid-input" });
  expect(error.message).toMatch(reason);
  expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test("a service that cannot open its index says when to retry, but not why", async () => {
  const client = await clientOfService({
    openIndex: async () => {
      throw new DatelineError("index-corrupt", "Cannot open the index: s3://bucket/prefix/secret differs");
    },
  });
  const error = await failureOf(client.search("fog"));
  expect(error).toMatchObject({
    kind: "unavailable",
    status: 503,
    code: "index-corrupt",
    retryAfterMs: 5_000,
  });
  expect(error.message).toBe("Cannot search: The index cannot be read at the moment. (503 index-corrupt)");
});

test("a base URL of another service is detected", async () => {
  const baseUrl = `${await startExampleService()}/elsewhere`;
  const error = await failureOf(createHttpClient({ baseUrl }).search("fog"));
  expect(error).toMatchObject({ status: 404, code: "not-found" });
});

test("all hits of a search are iterated over all pages", async () => {
  const client = await clientOfService();
  const expected = (await client.search("ferries bread trams", { limit: 100 })).hits;
  expect(expected.length).toBeGreaterThan(2);
  const seen: string[] = [];
  for await (const { passage } of client.searchAll("ferries bread trams", { limit: 1 }))
    seen.push(passage.id);
  expect(seen).toEqual(expected.map(({ passage }) => passage.id));
});

test("an article is read completely, and similar ones are found with a filter", async () => {
  const client = await clientOfService();
  const { article, passages } = await client.article("fog");
  expect(article.text).toBe("Ferries to the islands were late on Wednesday because of fog.");
  expect(passages).toEqual([{ id: "fog#0", start: 0, end: article.text.length }]);
  const similar = await client.similar("fog", { source: "The Harbour Post", limit: 5 });
  expect(similar).toMatchObject({ articleId: "fog", hits: [{ article: { id: "vote" } }] });
});

test.each(["article", "similar"] as const)("an unknown id is not found: %s", async (method) => {
  const client = await clientOfService();
  const error = await failureOf(client[method]("no/such?one"));
  expect(error).toMatchObject({
    kind: "not-found",
    status: 404,
    code: "article-missing",
    isRetryable: false,
  });
  expect(error.message).toContain('"no/such?one"');
  expect(await failureOf(client[method](""))).toMatchObject({ kind: "invalid-query", status: undefined });
});

test("all articles or those of an answer are counted", async () => {
  const client = await clientOfService();
  const all = await client.facets();
  expect(all).toMatchObject({ query: null, total: 3 });
  expect(all.facets.source.values).toEqual([
    { value: "The Harbour Post", count: 2 },
    { value: "Market News", count: 1 },
  ]);
  const some = await client.facets({ query: "fog", mode: "lexical", from: "2025-12-01" });
  expect(some).toMatchObject({ query: "fog", total: 1 });
  expect(some.facets.month.values).toEqual([{ value: "2025-12", count: 1 }]);
});
