import { createHttpClient } from "@dateline-search/client";
import { createLambdaClient } from "@dateline-search/client/lambda";
import {
  generationObjects,
  manifestKey,
  searchedObjects,
} from "@dateline-search/core/generation/generation-objects";
import type { BuildReport } from "@dateline-search/core/indexing/build-index";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { until } from "../fixtures/until.ts";
import { startFunctionUrl } from "../setup/function-url-stand-in.ts";
import { LAMBDA_FUNCTION_NAME, type RunningLambda } from "../setup/lambda-rie.ts";
import { type SearchLambdaSetup, type StartOptions, setUpSearchLambda } from "../setup/search-lambda.ts";

const QUESTION = "Who will lead the musicians of the city?";
const NEWER_RECORD = {
  id: "lighthouse",
  title: "Lighthouse gets a new lamp",
  text: "The lighthouse on the northern cape has been given a lamp that uses a tenth of the power.",
  publishedAt: "2025-05-05",
};

let setup: SearchLambdaSetup;
beforeAll(async () => {
  setup = await setUpSearchLambda();
});
afterAll(async () => await setup?.stop());

async function start(options: StartOptions) {
  const lambda = await setup.start(options);
  onTestFinished(() => lambda.stop());
  const client = createLambdaClient({
    functionName: LAMBDA_FUNCTION_NAME,
    client: lambda.client,
    retries: 0,
  });
  return { lambda, client };
}

async function startPublished(environment: Readonly<Record<string, string>> = {}) {
  const bucket = await setup.newBucket();
  const report = await bucket.publish(NEWS_RECORDS);
  setup.proxy.clear();
  return { bucket, report, ...(await start({ bucket, environment })) };
}

function linesOf(lambda: RunningLambda, message: string) {
  return lambda.logs().filter((line) => line["message"] === message);
}

/** What a function that answers from a generation needs of it. */
function objectsToRead({ generation, manifest }: BuildReport) {
  const searched = new Set([...searchedObjects(manifest).map(({ key }) => key), manifestKey(generation)]);
  return generationObjects(generation, manifest).filter(({ key }) => searched.has(key));
}

/** Keys of the objects that the function has read, with repetitions. */
function keysAskedFor(): string[] {
  return setup.proxy.requests.map((request) => request.replace(/^GET \/news-\d+\/main\//, "")).sort();
}

test("a cold start reads the pointer, the manifest and each object once, and a warm query reads nothing", async () => {
  const { report, client, lambda } = await startPublished();
  const result = await client.search(QUESTION, { limit: 2 });
  expect(result).toMatchObject({ generation: report.generation, exact: true, query: QUESTION });
  expect(result.hits[0]).toMatchObject({ rank: 1, article: { id: "orchestra" } });

  const objects = objectsToRead(report).map(({ key }) => key);
  expect(keysAskedFor()).toEqual(["latest.json", ...objects].sort());

  setup.proxy.clear();
  for (let query = 0; query < 10; query++) await client.search(`${QUESTION} ${query}`);
  expect(setup.proxy.requests).toEqual([]);
  expect(linesOf(lambda, "request").map(({ cold }) => cold)).toEqual([true, ...Array(10).fill(false)]);
});

test("a cold start logs one line with its times and downloads", async () => {
  const { report, client, lambda } = await startPublished();
  await client.search(QUESTION);
  await client.search(QUESTION);
  const sizes = objectsToRead(report).map(({ digest }) => digest.sizeBytes);
  expect(linesOf(lambda, "cold start")).toEqual([
    {
      timestamp: expect.any(String),
      level: "info",
      message: "cold start",
      timings: Object.fromEntries(
        ["runtime", "import", "model", "index", "download", "open", "ready", "firstQuery"].map((stage) => [
          stage,
          expect.any(Number),
        ]),
      ),
      bytesFetched: expect.any(Number),
      s3Requests: setup.proxy.requests.length,
      rssBytes: expect.any(Number),
    },
  ]);
  const [{ bytesFetched = 0 } = {}] = linesOf(lambda, "cold start");
  // The objects and the pointer, which is the rest.
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(bytesFetched).toBeGreaterThan(total);
  expect(bytesFetched).toBeLessThan(total + 1_000);
});

test("over HTTP the function answers as a function URL does", async () => {
  const { lambda, report } = await startPublished();
  const { url, stop } = await startFunctionUrl(lambda.client);
  onTestFinished(stop);
  const client = createHttpClient({ baseUrl: url, retries: 0 });
  expect((await client.search(QUESTION)).hits[0]).toMatchObject({ article: { id: "orchestra" } });
  expect(await client.search("Weizenpreise fallen “stark” 밀")).toMatchObject({
    query: "Weizenpreise fallen “stark” 밀",
  });
  expect(await client.generation()).toMatchObject({
    generation: report.generation,
    articles: NEWS_RECORDS.length,
    model: "all-MiniLM-L6-v2",
    refreshError: null,
  });
  await expect(client.search("wheat", { limit: 0 })).rejects.toMatchObject({
    status: 422,
    code: "invalid-input",
  });

  const response = await fetch(`${url}/v1/search?q=wheat%20harvest`);
  expect(response.headers.get("dateline-generation")).toBe(report.generation);
  expect(response.headers.get("server-timing")).toMatch(/^load;dur=.*total;dur=/);
  const requestId = response.headers.get("x-request-id");
  expect(linesOf(lambda, "request").at(-1)).toMatchObject({
    requestId,
    route: "GET /v1/search",
    status: 200,
  });

  const [missing, head, wrongMethod] = await Promise.all([
    fetch(`${url}/elsewhere`),
    fetch(`${url}/healthz`, { method: "HEAD" }),
    fetch(`${url}/v1/search`, { method: "DELETE" }),
  ]);
  expect([missing.status, head.status, wrongMethod.status]).toEqual([404, 200, 405]);
  expect(missing.headers.get("content-type")).toBe("application/problem+json");
});

test("a warm function follows a newer generation by itself and downloads only the new parts", async () => {
  const { bucket, client, lambda } = await startPublished({ DATELINE_REFRESH_SECONDS: "0.2" });
  const before = await client.search("lighthouse lamp");
  setup.proxy.clear();
  const newer = await bucket.publish([...NEWS_RECORDS, NEWER_RECORD]);
  const after = await until(async () => {
    const result = await client.search("lighthouse lamp");
    return result.generation === newer.generation && result;
  });
  expect(before.hits.map(({ article }) => article.id)).not.toContain("lighthouse");
  expect(after.hits[0]).toMatchObject({ article: { id: "lighthouse" } });
  const objects = objectsToRead(newer).map(({ key }) => key);
  expect([...new Set(keysAskedFor())]).toEqual(["latest.json", ...objects].sort());
  expect(linesOf(lambda, "request").every(({ status }) => status === 200)).toBe(true);
});

test("after a refresh, a warm function answers with the newer generation at once", async () => {
  const { bucket, client } = await startPublished({ DATELINE_REFRESH_SECONDS: "3600" });
  await client.search(QUESTION);
  const newer = await bucket.publish([...NEWS_RECORDS, NEWER_RECORD]);
  expect(await client.refresh()).toMatchObject({
    generation: newer.generation,
    articles: 6,
    refreshError: null,
  });
  expect(await client.search("lighthouse lamp")).toMatchObject({
    generation: newer.generation,
  });
});

test("equal queries get equal answers", async () => {
  const { client } = await startPublished();
  const first = await client.search(QUESTION);
  const second = await client.search(QUESTION);
  expect({ ...second, tookMs: 0 }).toEqual({ ...first, tookMs: 0 });
});

test("an index built with --fast works, and so does an ordinary one after it", async () => {
  const bucket = await setup.newBucket();
  const fast = await bucket.publish(NEWS_RECORDS, undefined, "pooled");
  const { client } = await start({ bucket, environment: { DATELINE_REFRESH_SECONDS: "0.2" } });
  const first = await client.search(QUESTION);
  expect(first.generation).toBe(fast.generation);
  expect(first.hits[0]?.article.id).toBe("orchestra");
  const ordinary = await bucket.publish(NEWS_RECORDS);
  expect(ordinary.manifest.model.fingerprint).not.toBe(fast.manifest.model.fingerprint);
  await until(async () => (await client.search(QUESTION)).generation === ordinary.generation);
});
