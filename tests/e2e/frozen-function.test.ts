import { setTimeout as sleep } from "node:timers/promises";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { type FrozenFunction, startFrozenFunction } from "../setup/frozen-function.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { type RecordingProxy, startRecordingProxy } from "../setup/recording-proxy.ts";
import { publishRecords } from "../setup/search-lambda.ts";
import { startVersitygw } from "../setup/versitygw.ts";

const REFRESH_SECONDS = 2;
/** Longer than the interval, and not so long that what serves counts as overdue. */
const PAUSE_MS = 3_000;
/** The function asks within the first invocation after that is due, and serves what it found from the second on. */
const PROMISED_INVOCATIONS = 2;

let s3: Awaited<ReturnType<typeof startVersitygw>>;
let proxy: RecordingProxy;
let embedder: Embedder;
beforeAll(async () => {
  s3 = await startVersitygw();
  proxy = await startRecordingProxy(s3.endpoint);
  embedder = await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: DEFAULT_MODEL_NAME });
});
afterAll(async () => {
  await embedder?.close();
  await proxy?.stop();
  await s3?.stop();
});

let buckets = 0;
async function startPublished() {
  buckets += 1;
  const bucket = `frozen-${buckets}`;
  await s3.createBucket(bucket);
  const { endpoint, accessKeyId, secretAccessKey } = s3;
  const credentials = { accessKeyId, secretAccessKey };
  const store = new S3ObjectStore({ bucket, endpoint, region: "us-east-1", credentials });
  const publish = async (count: number) => {
    const records = Array.from({ length: count }, (_, index) => ({
      id: `a${index}`,
      title: `Report ${index}`,
      text: `Harbour report ${index}: the ferry was late by ${index} minutes.`,
    }));
    return (await publishRecords(store, records, { embedder, folder: temporaryFolder() })).generation;
  };
  const first = await publish(5);
  const frozen = await startFrozenFunction({
    handler: "search",
    environment: {
      DATELINE_STORE: `s3://${bucket}`,
      DATELINE_MODELS: MODELS_FOLDER,
      DATELINE_CACHE: temporaryFolder(),
      DATELINE_REFRESH_SECONDS: String(REFRESH_SECONDS),
      DATELINE_LOG_LEVEL: "error",
      AWS_ENDPOINT_URL_S3: proxy.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_REGION: "us-east-1",
    },
  });
  onTestFinished(() => frozen.stop());
  expect(await generationOf(frozen)).toBe(first);
  return { first, publish, frozen };
}

async function generationOf(frozen: FrozenFunction): Promise<string> {
  const { answer, failure } = await frozen.invoke({ query: "why was the ferry late?" });
  expect(failure).toBeUndefined();
  expect(answer).toMatchObject({ generation: expect.any(String) });
  return (answer as { generation: string }).generation;
}

/** @returns what each invocation answered with, up to the one that answers with the newer generation */
async function invokeUntil(frozen: FrozenFunction, wanted: string, pauseMs: number): Promise<string[]> {
  const seen: string[] = [];
  while (seen.length < 10 && seen.at(-1) !== wanted) {
    await sleep(pauseMs);
    seen.push(await generationOf(frozen));
  }
  return seen;
}

describe("a function that is frozen between invocations", () => {
  test.each([
    ["next to the store", 0],
    ["far from the store", 300],
  ])("%s serves a new generation within the promised number of invocations", async (_, delayMs) => {
    const { publish, frozen } = await startPublished();
    proxy.delay(delayMs);
    onTestFinished(() => proxy.delay(0));
    const second = await publish(40);
    const seen = await invokeUntil(frozen, second, PAUSE_MS);
    expect(seen.at(-1)).toBe(second);
    expect(seen.length).toBeLessThanOrEqual(PROMISED_INVOCATIONS);
  });

  test.each([
    ["next to the store", 0],
    ["far from the store", 300],
  ])("%s serves it with the first invocation if its own is several intervals old", async (_, delayMs) => {
    const { publish, frozen } = await startPublished();
    proxy.delay(delayMs);
    onTestFinished(() => proxy.delay(0));
    const second = await publish(40);
    expect(await invokeUntil(frozen, second, 3 * REFRESH_SECONDS * 1000 + 500)).toEqual([second]);
  });

  test("continues if the store has closed its connections meanwhile", async () => {
    const { publish, frozen } = await startPublished();
    const second = await publish(40);
    // The process is stopped: it cannot hear of it.
    proxy.behave("forward");
    expect(await invokeUntil(frozen, second, 3 * REFRESH_SECONDS * 1000 + 500)).toEqual([second]);
  });

  test("answers with its current generation if the store does not answer", async () => {
    const { first, frozen } = await startPublished();
    proxy.behave("hang");
    onTestFinished(() => proxy.behave("forward"));
    await sleep(3 * REFRESH_SECONDS * 1000);
    expect(await generationOf(frozen)).toBe(first);
    expect(await generationOf(frozen)).toBe(first);
  });
});
