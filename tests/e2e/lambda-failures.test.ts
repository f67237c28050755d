import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { createLambdaClient, type DatelineLambdaClient } from "@dateline-search/client/lambda";
import { manifestKey, segmentFileKey } from "@dateline-search/core/generation/generation-objects";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { until } from "../fixtures/until.ts";
import { LAMBDA_FUNCTION_NAME, type RunningLambda, startLambda } from "../setup/lambda-rie.ts";
import {
  type IndexBucket,
  type SearchLambdaSetup,
  type StartOptions,
  setUpSearchLambda,
} from "../setup/search-lambda.ts";
import { tinyFolder } from "../setup/tiny-folder.ts";

let setup: SearchLambdaSetup;
beforeAll(async () => {
  setup = await setUpSearchLambda();
});
afterAll(async () => await setup?.stop());

async function start(options: StartOptions) {
  const lambda = await setup.start(options);
  onTestFinished(async () => {
    setup.proxy.behave("forward");
    await lambda.stop();
  });
  return {
    lambda,
    client: createLambdaClient({ functionName: LAMBDA_FUNCTION_NAME, client: lambda.client, retries: 0 }),
  };
}

/** Overwrites an object behind everybody's back, keeping its size. @returns what puts it right again */
async function damage({ store }: IndexBucket, key: string): Promise<() => Promise<void>> {
  const stored = await store.get(key);
  if (stored === undefined) throw new Error(`There is no ${key} to damage`);
  const damaged = Buffer.from(stored.bytes);
  damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1;
  const etag = await store.putIfMatch(key, damaged, stored.etag);
  return async () => {
    await store.putIfMatch(key, stored.bytes, etag);
  };
}

/** A problem that says its code and nothing else, with the whole story in the log. */
async function expectProblem(
  { client, lambda }: { client: DatelineLambdaClient; lambda: RunningLambda },
  expected: { readonly status: number; readonly code: string; readonly logged: RegExp },
): Promise<void> {
  const { status, code, logged } = expected;
  const error = await client.search("wheat harvest").catch((reason) => reason);
  expect(error).toMatchObject({ status, code, problem: { type: `/problems/${code}`, status, code } });
  expect(error.problem.detail).toMatch(/^[A-Z][a-z ,]+; try again in a moment\.$|^[A-Z][a-z ]+\.$/);
  expect(error.problem.detail).not.toMatch(logged);
  expect(lambda.logs().at(-1)).toMatchObject({
    level: "error",
    status,
    code,
    requestId: error.requestId,
    error: {
      message: expect.stringMatching(logged),
      stack: expect.stringMatching(/\/task\/[\w-]+\.mjs:\d+:\d+/),
    },
  });
}

test("a damaged object is rejected; once it is repaired, the same container answers", async () => {
  const bucket = await setup.newBucket();
  const { manifest } = await bucket.publish(NEWS_RECORDS);
  const key = segmentFileKey(manifest.segments[0]?.id ?? "", "passages.sqlite");
  const repair = await damage(bucket, key);
  const running = await start({ bucket });
  await expectProblem(running, { status: 503, code: "object-corrupt", logged: /passages\.sqlite/ });
  await repair();
  expect((await running.client.search("wheat harvest")).hits[0]).toMatchObject({ article: { id: "wheat" } });
});

test("a damaged manifest is rejected", async () => {
  const bucket = await setup.newBucket();
  const { generation } = await bucket.publish(NEWS_RECORDS);
  await damage(bucket, manifestKey(generation));
  await expectProblem(await start({ bucket }), {
    status: 503,
    code: "index-corrupt",
    logged: /its sha256 is/,
  });
});

test("a missing object, a missing index and wrong credentials are distinguished", async () => {
  const bucket = await setup.newBucket();
  await expectProblem(await start({ bucket }), {
    status: 503,
    code: "index-missing",
    logged: /latest\.json/,
  });
  const { manifest } = await bucket.publish(NEWS_RECORDS);
  const environment = { AWS_SECRET_ACCESS_KEY: "wrong" };
  const forbidden = { status: 503, code: "store-forbidden", logged: /latest\.json/ };
  await expectProblem(await start({ bucket, environment }), forbidden);
  await bucket.store.delete([segmentFileKey(manifest.segments[0]?.id ?? "", "embeddings.bin")]);
  const missing = { status: 503, code: "object-missing", logged: /embeddings\.bin/ };
  await expectProblem(await start({ bucket }), missing);
});

test("an index of another model is rejected before it is downloaded", async () => {
  const bucket = await setup.newBucket();
  await bucket.publish(NEWS_RECORDS, hashedWordsEmbedder());
  setup.proxy.clear();
  const running = await start({ bucket });
  await expectProblem(running, { status: 503, code: "model-mismatch", logged: /hashed-words/ });
  expect(setup.proxy.requests.filter((request) => request.includes("/segments/"))).toEqual([]);
});

test("a store that is down at the start is tried again with the next request", async () => {
  const bucket = await setup.newBucket();
  await bucket.publish(NEWS_RECORDS);
  setup.proxy.behave("reset");
  const running = await start({ bucket });
  await expectProblem(running, { status: 503, code: "store-unreachable", logged: /latest\.json/ });
  setup.proxy.behave("forward");
  expect(await running.client.search("wheat")).toMatchObject({ query: "wheat" });
});

test("if the store goes down later, the function keeps answering and states the age of the index", async () => {
  const bucket = await setup.newBucket();
  const { generation } = await bucket.publish(NEWS_RECORDS);
  const { client } = await start({ bucket, environment: { DATELINE_REFRESH_SECONDS: "0.1" } });
  const { checkedAt, ageMs } = await client.generation();
  setup.proxy.behave("reset");
  const failed = await until(async () => {
    expect(await client.search("wheat harvest")).toMatchObject({ generation });
    const status = await client.generation();
    return status.refreshError !== null && status;
  });
  expect(failed).toMatchObject({ generation, refreshError: "store-unreachable" });
  expect(failed.ageMs).toBeGreaterThan(ageMs);
  expect(Date.parse(failed.checkedAt)).toBeGreaterThanOrEqual(Date.parse(checkedAt));
  await expect(client.refresh()).rejects.toMatchObject({ status: 503, code: "store-unreachable" });
  expect(await client.search("wheat harvest")).toMatchObject({ generation });
  setup.proxy.behave("forward");
  expect(await client.refresh()).toMatchObject({ generation, refreshError: null });
});

test("a newer generation that is damaged is not served, the older one still is", async () => {
  const bucket = await setup.newBucket();
  const older = await bucket.publish(NEWS_RECORDS);
  const { client } = await start({ bucket, environment: { DATELINE_REFRESH_SECONDS: "3600" } });
  await client.search("wheat");
  const newer = await bucket.publish(NEWS_RECORDS.slice(1));
  const repair = await damage(bucket, segmentFileKey(newer.manifest.segments[0]?.id ?? "", "embeddings.bin"));
  await expect(client.refresh()).rejects.toMatchObject({ code: "object-corrupt" });
  expect(await client.search("wheat")).toMatchObject({ generation: older.generation });
  await repair();
  expect(await client.refresh()).toMatchObject({ generation: newer.generation });
});

test("a full or unwritable temporary folder is reported", async () => {
  const bucket = await setup.newBucket();
  await bucket.publish(NEWS_RECORDS);
  const { folder, code } = await tinyFolder();
  const running = await start({ bucket, environment: { DATELINE_CACHE: folder } });
  await expectProblem(running, { status: 503, code, logged: /segments|generations/ });
});

test("an invalid setting is an error of the service, and its log names it", async () => {
  const bucket = await setup.newBucket();
  const running = await start({ bucket, environment: { DATELINE_STORE: "ftp://news" } });
  await expectProblem(running, { status: 500, code: "internal", logged: /ftp:\/\/news/ });
});

test("a hanging store is given up before the function times out, and found later", async () => {
  const bucket = await setup.newBucket();
  await bucket.publish(NEWS_RECORDS);
  setup.proxy.behave("hang");
  // Long enough to start in on a machine that is busy, and less than three attempts at S3 take.
  const running = await start({ bucket, timeoutSeconds: 10 });
  await expectProblem(running, { status: 503, code: "not-ready", logged: /not open within/ });
  setup.proxy.behave("forward");
  await until(async () => {
    const answer = await running.client.search("wheat").catch((error) => error);
    // The attempts that hung are over one by one.
    expect(["not-ready", "store-unreachable", undefined]).toContain(answer.code);
    return answer.hits !== undefined;
  });
  expect(running.lambda.output()).not.toContain("timed out");
});

test("a handler that times out is stopped, and the next invocation gets a new one", async () => {
  const bundleFolder = await mkdtemp(join(tmpdir(), "slow-handler-"));
  onTestFinished(() => rm(bundleFolder, { recursive: true, force: true }));
  const code = `export const handler = async ({ hangs }) =>
    hangs ? new Promise((resolve) => setTimeout(resolve, 60_000)) : process.pid;`;
  await writeFile(join(bundleFolder, "index.mjs"), code);
  // Long enough for a handler to start in on a machine that is busy.
  const lambda = await startLambda({ bundleFolder, environment: {}, timeoutSeconds: 15 });
  onTestFinished(() => lambda.stop());
  const invoke = async (event: object) => {
    const command = new InvokeCommand({ FunctionName: LAMBDA_FUNCTION_NAME, Payload: JSON.stringify(event) });
    return (await lambda.client.send(command)).Payload?.transformToString();
  };
  const first = await invoke({});
  expect(await invoke({})).toBe(first);
  expect(await invoke({ hangs: true })).toContain("Task timed out after 15.00 seconds");
  const next = await invoke({});
  expect(Number(next)).toBeGreaterThan(0);
  expect(next).not.toBe(first);
});
