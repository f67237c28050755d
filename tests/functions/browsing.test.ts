import { createDirectInvocation } from "@dateline-search/functions/direct-invocation";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { describe, expect, test } from "vitest";
import { startTestService } from "./start-test-service.ts";

const LATEST = ["wheat", "bridge", "orchestra", "ferry", "undated"];

interface Page {
  readonly query: string;
  readonly total: number;
  readonly hits: readonly { readonly rank: number; readonly article: { readonly id: string } }[];
  readonly nextCursor: string | null;
  readonly facets: unknown;
}

const idsOf = ({ hits }: Page) => hits.map(({ article }) => article.id);

function startApp() {
  const app = createHttpApp(startTestService());
  const get = async (path: string) => (await (await app.request(path)).json()) as Page;
  const post = async (body: object) => {
    const headers = { "Content-Type": "application/json" };
    const response = await app.request("/v1/search", { method: "POST", headers, body: JSON.stringify(body) });
    return (await response.json()) as Page;
  };
  return { app, get, post };
}

describe("GET /v1/search without a question", () => {
  test.each([
    ["no parameters", "", LATEST],
    ["an empty q", "q=", LATEST],
    ["white space", "q=%20%20", LATEST],
    ["a filter", "source=Evening%20Post", ["wheat", "orchestra"]],
    ["the oldest first", "sort=oldest&limit=2", ["ferry", "orchestra"]],
    ["a floor, which nothing has to pass", "minConfidence=0.9", LATEST],
  ])("lists the articles by date with %s", async (_, parameters, expected) => {
    const answer = await startApp().get(`/v1/search?${parameters}`);
    expect(idsOf(answer)).toEqual(expected);
    expect(answer.query).toBe("");
  });

  test("is paged by cursor, in one generation", async () => {
    const { get } = startApp();
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Page = await get(`/v1/search?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
      expect(page.total).toBe(5);
      expect(page.hits[0]?.rank).toBe(seen.length + 1);
      seen.push(...idsOf(page));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(LATEST);
  });

  test("rejects the cursor of another order", async () => {
    const { app, get } = startApp();
    const { nextCursor } = await get("/v1/search?limit=2");
    const other = await app.request(`/v1/search?limit=2&sort=oldest&cursor=${nextCursor}`);
    expect(other.status).toBe(422);
    expect(idsOf(await get(`/v1/search?limit=2&sort=date&q=&cursor=${nextCursor}`))).toEqual([
      "orchestra",
      "ferry",
    ]);
  });

  test("can be cached, because it does not depend on the clock", async () => {
    const { app } = startApp();
    const first = await app.request("/v1/search");
    const headers = { "If-None-Match": first.headers.get("etag") ?? "" };
    expect((await app.request("/v1/search", { headers })).status).toBe(304);
  });

  test("counts in the same answer, like /v1/facets", async () => {
    const { get } = startApp();
    const { facets } = await get("/v1/search?facets=source,month");
    const counted = (await get("/v1/facets?q=")) as unknown as { facets: { source: object; month: object } };
    expect(facets).toEqual({ source: counted.facets.source, month: counted.facets.month });
  });
});

test("POST, a direct call and feeds browse as well", async () => {
  const { app, post } = startApp();
  expect(idsOf(await post({}))).toEqual(LATEST);
  expect(idsOf(await post({ query: "", source: ["Evening Post"] }))).toEqual(["wheat", "orchestra"]);
  const invoke = createDirectInvocation(startTestService());
  const answer = await invoke({ limit: 2 }, { awsRequestId: "r", getRemainingTimeInMillis: () => 5_000 });
  expect(idsOf(answer as unknown as Page)).toEqual(["wheat", "bridge"]);
  const feed = (await (await app.request("/v1/search/feed.json")).json()) as {
    title: string;
    items: unknown[];
  };
  expect(feed).toMatchObject({ title: "Dateline: the latest articles" });
  expect(feed.items).toHaveLength(5);
});
