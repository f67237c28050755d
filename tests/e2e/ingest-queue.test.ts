import { readdirSync } from "node:fs";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { IndexedArticles } from "@dateline-search/core/generation/indexed-articles";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { s3Notification } from "../fixtures/queue-events.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { AsyncInvocationStandIn } from "../setup/async-invocation-stand-in.ts";
import { startFrozenFunction } from "../setup/frozen-function.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { type BatchAnswer, QueueStandIn, type QueueStandInOptions } from "../setup/queue-stand-in.ts";
import { startSqsApi } from "../setup/sqs-api-stand-in.ts";
import { startVersitygw } from "../setup/versitygw.ts";

/** As infra/ingest.ts has it. */
const TRIES = 6;
const RETRIES = 2;
/** What the handler keeps for its report. */
const MARGIN_MS = 5_000;

let s3: Awaited<ReturnType<typeof startVersitygw>>;
let client: S3Client;
beforeAll(async () => {
  s3 = await startVersitygw();
  const { endpoint, accessKeyId, secretAccessKey } = s3;
  const credentials = { accessKeyId, secretAccessKey };
  client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
});
afterAll(async () => {
  client?.destroy();
  await s3?.stop();
});

let count = 0;
async function start(queueOptions: Partial<QueueStandInOptions>, firstWorkMs: number) {
  count += 1;
  let workMs = firstWorkMs;
  const [articles, index] = [`articles-${count}`, `index-${count}`];
  await s3.createBucket(articles);
  await s3.createBucket(index);
  const { endpoint, accessKeyId, secretAccessKey } = s3;
  const cacheFolder = temporaryFolder();
  const queue = new QueueStandIn({ maxReceives: TRIES, batchSize: 100, ...queueOptions });
  const sqs = await startSqsApi(queue);
  onTestFinished(sqs.stop);
  const startFunction = () =>
    startFrozenFunction({
      handler: "ingest",
      timeoutMs: MARGIN_MS + workMs,
      environment: {
        DATELINE_QUEUE_URL: sqs.queueUrl,
        AWS_ENDPOINT_URL_SQS: sqs.endpoint,
        DATELINE_STORE: `s3://${index}`,
        DATELINE_MODELS: MODELS_FOLDER,
        DATELINE_CACHE: cacheFolder,
        DATELINE_LOG_LEVEL: "error",
        AWS_ENDPOINT_URL_S3: endpoint,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_REGION: "us-east-1",
      },
    });
  let frozen = await startFunction();
  onTestFinished(() => frozen.stop());
  const put = async (Key: string, Body: string) => {
    await client.send(new PutObjectCommand({ Bucket: articles, Key, Body }));
    queue.send(Key, s3Notification({ bucket: articles, key: Key }));
  };
  /** Changes an object, and the notification of that is lost. */
  const mend = async (Key: string, Body: string) => {
    await client.send(new PutObjectCommand({ Bucket: articles, Key, Body }));
  };
  /** As a machine that goes down in the middle of a run; what is in /tmp stays for the next container. */
  const deliverAndKill = async (afterMs: number) => {
    await queue.deliver(async (event) => {
      await frozen.invokeAndKill(event, afterMs);
      throw new Error("killed");
    });
    frozen = await startFunction();
  };
  /** Gives each run twice as long from now on. */
  const doubleTime = async () => {
    await frozen.stop();
    workMs *= 2;
    frozen = await startFunction();
  };
  const deliver = async () => {
    const isBusy = await queue.deliver(async (event) => {
      const { answer, failure } = await frozen.invoke(event);
      if (failure !== undefined) throw new Error(failure);
      return answer as BatchAnswer;
    });
    const { hidden } = queue;
    queue.passVisibility();
    return { isBusy, hidden };
  };
  const credentials = { accessKeyId, secretAccessKey };
  const store = new S3ObjectStore({ bucket: index, endpoint, region: "us-east-1", credentials });
  const has = async (ids: readonly string[]) => {
    const { manifest } = await readCurrent(store, {});
    const indexed = await IndexedArticles.load(manifest, new IdentityReader(store));
    return ids.filter((id) => indexed.find(hashOfId(id)) !== undefined);
  };
  const invoke = (event: object) => frozen.invoke(event);
  return { queue, put, mend, deliver, deliverAndKill, doubleTime, invoke, has, store, cacheFolder };
}

function record(id: string): string {
  const text = `Harbour report ${id}: the ferry was late. The keeper saw fog at the pier. Herring cost ${id} euros.`;
  return JSON.stringify({ id, title: `Report ${id}`, text });
}

test("a large object and small ones are all indexed despite duplicate deliveries, and no work is left behind", async () => {
  const { queue, put, deliver, has, cacheFolder } = await start({ duplicateEvery: 10 }, 60_000);
  const large = Array.from({ length: 200 }, (_, index) => `large-${index}`);
  const small = Array.from({ length: 30 }, (_, index) => `small-${index}`);
  await put("large.jsonl", large.map(record).join("\n"));
  for (const id of small) await put(`${id}.json`, record(id));
  let deliveries = 0;
  while (queue.pending > 0) {
    await deliver();
    deliveries += 1;
  }
  expect(queue.deadLetters).toEqual([]);
  expect(deliveries).toBeLessThanOrEqual(TRIES);
  expect(await has([...large, ...small])).toEqual([...large, ...small]);
  expect(readdirSync(cacheFolder).filter((name) => name.startsWith("dateline-ingest-"))).toEqual([]);
});

test("a single article that takes several invocations advances with each, and leaves no embeddings behind", async () => {
  const { queue, put, deliver, has, store } = await start({}, 30_000);
  const text = Array.from(
    { length: 400 },
    (_, index) => `On day ${index} the ferry to the islands was late by ${index} minutes because of fog.`,
  ).join(" ");
  await put("long.json", JSON.stringify({ id: "long", title: "A long report", text }));
  await put("small.json", record("small"));
  while (queue.pending > 0) await deliver();
  expect(queue.deadLetters).toEqual([]);
  expect(await has(["long", "small"])).toEqual(["long", "small"]);
  const kept: string[] = [];
  for await (const { key } of store.list("embeddings/")) kept.push(key);
  expect(kept).toEqual([]);
});

test("an unreadable object ends as a dead letter, and hostile Markdown next to it delays nothing", async () => {
  const { queue, put, mend, deliver, has } = await start({ maxReceives: 2 }, 90_000);
  await put("2025/", "");
  await put("photo.jpg", "picture");
  await put("README.md", "# About");
  await put("broken.json", "{");
  await put("hostile.md", `# Title\n\n${"> ".repeat(200_000)}`);
  await put("emphasis.md", `# Emphasis\n\n${"*a_".repeat(5_000)}`);
  await put("good.json", record("good"));
  while (queue.pending > 0) await deliver();
  expect(queue.deadLetters.sort()).toEqual(["broken.json", "hostile.md"]);
  expect(await has(["good"])).toEqual(["good"]);
  // docs/runbook.md, "Dead letters": mend the cause, then start the redrive. Objects are read as they are by then.
  await mend("broken.json", record("mended"));
  queue.redrive();
  while (queue.pending > 0) await deliver();
  expect(queue.deadLetters).toEqual(["hostile.md"]);
  expect(await has(["good", "mended"])).toEqual(["good", "mended"]);
});

test("a failed message returns after 30 seconds, then after twice as long each time, and is dead in 16 minutes", async () => {
  const { queue, put, deliver, has } = await start({}, 60_000);
  await put("broken.json", "{");
  await put("good.json", record("good"));
  const waits: (number | undefined)[] = [];
  while (queue.pending > 0) waits.push((await deliver()).hidden["broken.json"]);
  expect(waits).toEqual([30, 60, 120, 240, 480, 960]);
  expect(queue.deadLetters).toEqual(["broken.json"]);
  // Of the last wait it is dead already.
  expect(queue.now - 960).toBeLessThanOrEqual(16 * 60);
  expect(await has(["good"])).toEqual(["good"]);
});

test("a killed run returns its messages once its time is over, and the next one finishes the work", async () => {
  const { queue, put, deliver, deliverAndKill, has, cacheFolder } = await start({}, 120_000);
  const ids = Array.from({ length: 150 }, (_, index) => `report-${index}`);
  await put("many.jsonl", ids.map(record).join("\n"));
  await put("one.json", record("one"));
  await deliverAndKill(2_500);
  // The 125 seconds that it had, and a minute.
  for (const seconds of Object.values(queue.hidden)) expect(seconds).toBeLessThanOrEqual(186);
  expect(Object.keys(queue.hidden).sort()).toEqual(["many.jsonl", "one.json"]);
  queue.passVisibility();
  while (queue.pending > 0) await deliver();
  expect(queue.deadLetters).toEqual([]);
  expect(await has([...ids, "one"])).toEqual([...ids, "one"]);
  expect(readdirSync(cacheFolder).filter((name) => name.startsWith("dateline-ingest-"))).toEqual([]);
});

test("a batch that takes longer than a run is indexed after several, none of which repeats work", async () => {
  // However slow the machine is: what is asked for is progress, and not how much of it.
  const { queue, put, deliver, doubleTime, has } = await start({ maxReceives: 100 }, 10_000);
  const ids = Array.from({ length: 800 }, (_, index) => `late-${index}`);
  for (let from = 0; from < ids.length; from += 20) {
    const part = ids.slice(from, from + 20);
    await put(`${from}.jsonl`, part.map(record).join("\n"));
  }
  const progress = [queue.pending];
  while (queue.pending > 0) {
    await deliver();
    progress.push(queue.pending);
    // On a machine so slow that ten seconds are too few to index anything.
    if (progress.length % 4 === 0 && progress.at(-4) === queue.pending) await doubleTime();
  }
  expect(progress).toEqual([...progress].sort((a, b) => b - a));
  expect(queue.deadLetters).toEqual([]);
  expect(await has(ids)).toEqual(ids);
});

test("a failing schedule is tried three times and then reported, and a successful one is called once", async () => {
  const { invoke } = await start({}, 60_000);
  const events: object[] = [];
  const schedule = new AsyncInvocationStandIn({
    maximumRetryAttempts: RETRIES,
    invoke: async (event) => {
      events.push(event);
      return await invoke(event);
    },
  });
  expect(await schedule.call({ action: "feeds" })).toEqual({ StatusCode: 202 });
  expect(events).toHaveLength(1 + RETRIES);
  expect(schedule.failures).toMatchObject([
    {
      requestContext: { approximateInvokeCount: 1 + RETRIES },
      requestPayload: { action: "feeds" },
      responsePayload: { errorMessage: expect.stringContaining("DATELINE_FEEDS and the list") },
    },
  ]);
  await schedule.call({ action: "embargoes" });
  await schedule.call({ action: "gc", keep: 5 });
  expect(events).toHaveLength(1 + RETRIES + 2);
  expect(schedule.failures).toHaveLength(1);
});
