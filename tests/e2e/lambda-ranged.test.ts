import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createLambdaClient } from "@dateline-search/client/lambda";
import { readBeir } from "@dateline-search/core/evaluation/read-beir";
import { segmentFileKey } from "@dateline-search/core/generation/generation-objects";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { LAMBDA_FUNCTION_NAME } from "../setup/lambda-rie.ts";
import { type IndexBucket, type SearchLambdaSetup, setUpSearchLambda } from "../setup/search-lambda.ts";

const SET = fileURLToPath(new URL("../relevance/ranking-set", import.meta.url));
const LEAST_OVERLAP = 0.98;

let setup: SearchLambdaSetup;
let queries: readonly string[];
let records: readonly object[];
beforeAll(async () => {
  setup = await setUpSearchLambda();
  queries = (await readBeir(SET)).queries.map(({ text }) => text);
  const lines = (await readFile(`${SET}/corpus.jsonl`, "utf8")).trim().split("\n");
  records = lines.map((line) => JSON.parse(line) as object);
});
afterAll(async () => await setup?.stop());

async function start(bucket: IndexBucket, rangedReads: string, timeoutSeconds = 30) {
  const environment = { DATELINE_RANGED_READS: rangedReads, DATELINE_REFRESH_SECONDS: "3600" };
  const lambda = await setup.start({ bucket, environment, timeoutSeconds });
  onTestFinished(async () => {
    setup.proxy.behave("forward");
    await lambda.stop();
  });
  return createLambdaClient({ functionName: LAMBDA_FUNCTION_NAME, client: lambda.client, retries: 0 });
}

async function published() {
  const bucket = await setup.newBucket();
  const report = await bucket.publish(records);
  return { bucket, report };
}

test("the ranking set has the same answers in ranges as from the whole index", async () => {
  const { bucket } = await published();
  const whole = await start(bucket, "never");
  const expected = new Map<string, readonly string[]>();
  for (const query of queries) {
    const { hits, plan } = await whole.search(query);
    expect(plan).toEqual(["exact-scan"]);
    expected.set(
      query,
      hits.map(({ passage }) => passage.id),
    );
  }
  const ranged = await start(bucket, "always");
  const overlaps: number[] = [];
  for (const query of queries) {
    const { hits, plan, exact } = await ranged.search(query);
    expect({ plan, exact }).toEqual({ plan: ["ranged"], exact: false });
    const ids = expected.get(query) ?? [];
    const shared = hits.filter(({ passage }) => ids.includes(passage.id)).length;
    overlaps.push(ids.length === 0 ? Number(hits.length === 0) : shared / ids.length);
  }
  const mean = overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
  expect(mean).toBeGreaterThanOrEqual(LEAST_OVERLAP);
});

test("the first answer reads the whole head and nothing of the graph, and the same query again reads nothing", async () => {
  const { bucket } = await published();
  setup.proxy.clear();
  const client = await start(bucket, "always");
  const first = await client.search(queries[0] ?? "");
  const asked = setup.proxy.requests.map((request) => request.replace(/^.*\//, ""));
  expect(asked.filter((file) => file === "passages.sqlite").length).toBe(1);
  expect(asked).toContain("postings.bin");
  expect(asked).toContain("embeddings.bin");
  expect(asked).toContain("texts.bin");
  expect(asked).not.toContain("graph.bin");
  setup.proxy.clear();
  const again = await client.search(queries[0] ?? "");
  expect(again.hits).toEqual(first.hits);
  expect(setup.proxy.requests).toEqual([]);
});

test("articles, stories, facets, lists and similar articles work in ranges, too", async () => {
  const { bucket } = await published();
  const [whole, ranged] = [await start(bucket, "never"), await start(bucket, "always")];
  const { hits } = await whole.search(queries[0] ?? "");
  const id = hits[0]?.article.id ?? "";
  const ask = async (client: typeof whole) => ({
    article: await client.article(id),
    similar: (await client.similar(id)).hits.map(({ article }) => article.id),
    facets: (await client.facets({ query: queries[0] ?? "" })).facets,
    phrase: (await client.search('"the ferry"')).hits.map(({ passage }) => passage.id),
    listed: (await client.search("")).hits.map(({ article }) => article.id),
    dated: (await client.search(queries[0] ?? "", { sort: "date" })).hits.map(({ article }) => article.id),
  });
  const expected = await ask(whole);
  expect(expected.listed.length).toBe(10);
  expect(expected.phrase.length).toBeGreaterThan(0);
  expect(await ask(ranged)).toEqual(expected);
});

test("a store that disappears during a query is an error of that query, and the next one finds it again", async () => {
  const { bucket } = await published();
  const client = await start(bucket, "always");
  await client.generation();
  setup.proxy.behave("reset");
  await expect(client.search(queries[1] ?? "")).rejects.toMatchObject({
    status: 503,
    code: "store-unreachable",
  });
  setup.proxy.behave("forward");
  expect((await client.search(queries[1] ?? "")).hits.length).toBeGreaterThan(0);
});

test("a hanging store is given up before the function times out", async () => {
  const { bucket } = await published();
  // Long enough to start in on a machine that is busy.
  const client = await start(bucket, "always", 10);
  await client.generation();
  setup.proxy.behave("hang");
  await expect(client.search(queries[2] ?? "")).rejects.toMatchObject({ status: 503, code: "not-ready" });
});

test("missing or damaged objects are an error and never an answer", async () => {
  const { bucket, report } = await published();
  const client = await start(bucket, "always");
  await client.generation();
  const key = segmentFileKey(report.manifest.segments[0]?.id ?? "", "embeddings.bin");
  const stored = await bucket.store.get(key);
  const damaged = Buffer.from(stored?.bytes ?? []).fill(1, 0, 64);
  await bucket.store.putIfMatch(key, damaged, stored?.etag ?? "");
  await expect(client.search(queries[3] ?? "")).rejects.toMatchObject({
    status: 503,
    code: "object-corrupt",
  });
  await bucket.store.delete([key]);
  await expect(client.search(queries[3] ?? "")).rejects.toMatchObject({
    status: 503,
    code: "object-missing",
  });
});
