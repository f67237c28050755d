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
import { startFrozenFunction } from "../setup/frozen-function.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { type BatchAnswer, QueueStandIn, type QueueStandInOptions } from "../setup/queue-stand-in.ts";
import { startVersitygw } from "../setup/versitygw.ts";

/** As infra/ingest.ts has it. */
const TRIES = 6;
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
async function start(queueOptions: Partial<QueueStandInOptions>, workMs: number) {
  count += 1;
  const [articles, index] = [`articles-${count}`, `index-${count}`];
  await s3.createBucket(articles);
  await s3.createBucket(index);
  const { endpoint, accessKeyId, secretAccessKey } = s3;
  const cacheFolder = temporaryFolder();
  const frozen = await startFrozenFunction({
    handler: "ingest",
    timeoutMs: MARGIN_MS + workMs,
    environment: {
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
  onTestFinished(() => frozen.stop());
  const queue = new QueueStandIn({ maxReceives: TRIES, batchSize: 100, ...queueOptions });
  const put = async (Key: string, Body: string) => {
    await client.send(new PutObjectCommand({ Bucket: articles, Key, Body }));
    queue.send(Key, s3Notification({ bucket: articles, key: Key }));
  };
  const deliver = async () => {
    const isBusy = await queue.deliver(async (event) => {
      const { answer, failure } = await frozen.invoke(event);
      if (failure !== undefined) throw new Error(failure);
      return answer as BatchAnswer;
    });
    queue.passVisibility();
    return isBusy;
  };
  const credentials = { accessKeyId, secretAccessKey };
  const store = new S3ObjectStore({ bucket: index, endpoint, region: "us-east-1", credentials });
  const has = async (ids: readonly string[]) => {
    const { manifest } = await readCurrent(store, {});
    const indexed = await IndexedArticles.load(manifest, new IdentityReader(store));
    return ids.filter((id) => indexed.find(hashOfId(id)) !== undefined);
  };
  return { queue, put, deliver, has, store, cacheFolder };
}

function record(id: string): string {
  const text = `Harbour report ${id}: the ferry was late. The keeper saw fog at the pier. Herring cost ${id} euros.`;
  return JSON.stringify({ id, title: `Report ${id}`, text });
}

test("a large object and small ones are all in, whatever is delivered twice, and no work is left behind", async () => {
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

test("a single article that takes several invocations gets on with each, and leaves no embeddings behind", async () => {
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

test("what can never be read ends as a dead letter, and hostile Markdown beside it holds up nothing", async () => {
  const { queue, put, deliver, has } = await start({ maxReceives: 2 }, 90_000);
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
});
