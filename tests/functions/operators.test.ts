import type { FacetsAnswer, SearchAnswer } from "@dateline-search/functions/answer-schemas";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { expect, test } from "vitest";
import { startTestService } from "./start-test-service.ts";

/** Of the five stories, the bridge's alone says "old bridge", and it is the only one with engineers. */
const PHRASE = encodeURIComponent('"old bridge" -ferry');

function startApp() {
  const app = createHttpApp(startTestService());
  return async <T>(path: string, init?: RequestInit) => (await (await app.request(path, init)).json()) as T;
}

const idsOf = ({ hits }: SearchAnswer) => [...new Set(hits.map(({ article }) => article.id))].toSorted();

test("phrases, excluded words and excluded sources apply to all kinds of searches", async () => {
  const get = startApp();
  const found = await get<SearchAnswer>(`/v1/search?q=${PHRASE}`);
  expect(found.query).toBe('"old bridge" -ferry');
  expect(idsOf(found)).toEqual(["bridge"]);
  const body = JSON.stringify({ query: "the -bridge -lentils", excludeSource: ["evening post"] });
  const headers = { "content-type": "application/json" };
  expect(idsOf(await get<SearchAnswer>("/v1/search", { method: "POST", body, headers }))).toEqual(["ferry"]);
  const excluded = await get<SearchAnswer>(
    "/v1/search?q=the&excludeSource=Evening%20Post&excludeSource=nobody",
  );
  expect(idsOf(excluded)).not.toContain("wheat");
});

test("they apply to facets", async () => {
  const get = startApp();
  const counts = await get<FacetsAnswer>(`/v1/facets?q=${PHRASE}`);
  expect(counts).toMatchObject({
    total: 1,
    facets: { source: { values: [{ value: "Harbour Gazette", count: 1 }] } },
  });
  const all = await get<FacetsAnswer>("/v1/facets?excludeSource=harbour%20gazette");
  expect(all).toMatchObject({
    total: 3,
    facets: { source: { values: [{ value: "Evening Post", count: 2 }] } },
  });
});

test("they apply to feeds", async () => {
  const get = startApp();
  const feed = await get<{ items: { id: string }[] }>(`/v1/search/feed.json?q=${PHRASE}`);
  expect(feed.items.map(({ id }) => id)).toEqual(["bridge"]);
});

test("they apply to later pages, and a cursor of another query is rejected", async () => {
  const get = startApp();
  const query = encodeURIComponent("the -bridge");
  const first = await get<SearchAnswer>(`/v1/search?q=${query}&limit=1`);
  const second = await get<SearchAnswer>(`/v1/search?q=${query}&limit=50&cursor=${first.nextCursor}`);
  expect(idsOf(second)).not.toContain("bridge");
  expect(first.hits.length + second.hits.length).toBe(first.total);
  const other = await get<object>(`/v1/search?q=the&limit=50&cursor=${first.nextCursor}`);
  expect(other).toMatchObject({ code: "cursor-invalid" });
});

test("exclusions alone list the remaining articles, in searches, facets, feeds and on every page", async () => {
  const get = startApp();
  const query = encodeURIComponent('-ferry -"old bridge"');
  const found = await get<SearchAnswer>(`/v1/search?q=${query}&facets=source`);
  expect(found).toMatchObject({ total: 3, confidence: null, plan: [], nearest: [] });
  expect(found.hits.map(({ article }) => article.id)).toEqual(["wheat", "orchestra", "undated"]);
  const ofSources = [{ value: "Evening Post", count: 2 }];
  expect(found.facets?.source).toEqual({ values: ofSources, missing: 1, others: 0 });
  const counts = await get<FacetsAnswer>(`/v1/facets?q=${query}`);
  expect(counts).toMatchObject({ total: 3, facets: { source: { values: ofSources } } });
  const feed = await get<{ items: { id: string }[] }>(`/v1/search/feed.json?q=${query}`);
  expect(feed.items.map(({ id }) => id)).toEqual(["wheat", "orchestra", "undated"]);
  const first = await get<SearchAnswer>(`/v1/search?q=${query}&limit=2`);
  const second = await get<SearchAnswer>(`/v1/search?q=${query}&limit=2&cursor=${first.nextCursor}`);
  expect([...first.hits, ...second.hits].map(({ article }) => article.id)).toEqual([
    "wheat",
    "orchestra",
    "undated",
  ]);
});
