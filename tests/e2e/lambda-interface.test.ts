import { createHash } from "node:crypto";
import { createHttpClient } from "@dateline-search/client";
import { manifestKey } from "@dateline-search/core/generation/generation-objects";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { startFunctionUrl } from "../setup/function-url-stand-in.ts";
import { type SearchLambdaSetup, setUpSearchLambda } from "../setup/search-lambda.ts";

const KEY = "a-key-for-the-function";
const ENVIRONMENT = {
  DATELINE_API_KEYS: `test:${createHash("sha256").update(KEY).digest("hex")}`,
  DATELINE_REFRESH_SECONDS: "0",
};
const NEWER = { id: "newer", title: "Wheat again", text: "Wheat was sown.", publishedAt: "2025-05-05" };

let setup: SearchLambdaSetup;
beforeAll(async () => {
  setup = await setUpSearchLambda();
});
afterAll(async () => await setup?.stop());

/** The bundled function behind its URL, with API keys. */
async function startInterface() {
  const bucket = await setup.newBucket();
  const report = await bucket.publish(NEWS_RECORDS);
  const lambda = await setup.start({ bucket, environment: ENVIRONMENT });
  onTestFinished(() => lambda.stop());
  const { url, stop } = await startFunctionUrl(lambda.client);
  onTestFinished(stop);
  return { bucket, report, url, client: createHttpClient({ baseUrl: url, apiKey: KEY, retries: 0 }) };
}

test("a reader continues in the generation of the first page, until the store drops it", async () => {
  const { bucket, report, client } = await startInterface();
  const all = await client.search("wheat", { limit: 100 });
  const first = await client.search("wheat", { limit: 1 });
  const newer = await bucket.publish([...NEWS_RECORDS, NEWER]);
  await expect.poll(async () => (await client.generation()).generation).toBe(newer.generation);
  const cursor = first.nextCursor ?? "";
  const second = await client.search("wheat", { limit: 1, cursor });
  expect(second).toMatchObject({ generation: report.generation, hits: [{ rank: 2 }] });
  expect(second.hits[0]?.passage.id).toBe(all.hits[1]?.passage.id);
  expect(await client.search("wheat", { limit: 1 })).toMatchObject({ generation: newer.generation });

  const gone = await setup.start({ bucket, environment: ENVIRONMENT });
  onTestFinished(() => gone.stop());
  const other = await startFunctionUrl(gone.client);
  onTestFinished(other.stop);
  await bucket.store.delete([manifestKey(report.generation)]);
  const later = createHttpClient({ baseUrl: other.url, apiKey: KEY, retries: 0 });
  await expect(later.search("wheat", { limit: 1, cursor })).rejects.toMatchObject({
    status: 410,
    code: "cursor-expired",
  });
  // What is open stays open.
  expect(await client.search("wheat", { limit: 1, cursor })).toMatchObject({ generation: report.generation });
});

test("the rest of the interface works in the bundle: compression, 304, feeds, the description, problems", async () => {
  const { url, client } = await startInterface();
  const get = async (path: string, headers: Record<string, string> = {}) =>
    await fetch(`${url}${path}`, { headers: { "X-Api-Key": KEY, ...headers } });
  const compressed = await get("/v1/search?q=wheat", { "Accept-Encoding": "br" });
  expect(compressed.headers.get("content-encoding")).toBe("br");
  expect(await compressed.json()).toMatchObject({ query: "wheat" });
  const held = await get("/v1/search?q=wheat", { "If-None-Match": compressed.headers.get("etag") ?? "" });
  expect([held.status, await held.text()]).toEqual([304, ""]);
  expect(await (await get("/v1/search/rss.xml?q=wheat")).text()).toContain("<rss ");
  expect(await (await get("/v1/search/feed.json?q=wheat")).json()).toMatchObject({
    feed_url: expect.any(String),
  });
  expect(await (await fetch(`${url}/openapi.json`)).json()).toMatchObject({ openapi: "3.1.0" });
  expect(await (await fetch(`${url}/problems/key-missing`)).text()).toContain("key-missing");
  expect((await fetch(`${url}/v1/search?q=wheat`)).status).toBe(401);
  expect((await client.article("wheat")).article.title).toBe("Wheat prices fall after a good harvest");
  expect((await client.similar("wheat", { limit: 2, minConfidence: 0 })).hits).toHaveLength(2);
  expect((await client.facets()).total).toBe(NEWS_RECORDS.length);
});

test("an agent's client uses the tools of the function", async () => {
  const { url } = await startInterface();
  const client = new Client({ name: "test", version: "1.0.0" });
  const transport = new StreamableHTTPClientTransport(new URL("/mcp", url), {
    requestInit: { headers: { Authorization: `Bearer ${KEY}` } },
  });
  await client.connect(transport as Parameters<Client["connect"]>[0]);
  onTestFinished(() => client.close());
  const { content } = await client.callTool({
    name: "search_news",
    arguments: { query: "Who leads the musicians?" },
  });
  expect(JSON.stringify(content)).toContain("source: Evening Post");
});
