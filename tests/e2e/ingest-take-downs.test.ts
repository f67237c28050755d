import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { IndexedArticles } from "@dateline-search/core/generation/indexed-articles";
import { removeArticles, restoreArticles } from "@dateline-search/core/indexing/remove-articles";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { queueEvent, s3Notification } from "../fixtures/queue-events.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";

const BUCKET = "articles";

let gateway: VersityGateway;
let client: S3Client;
let store: S3ObjectStore;
let handler: typeof import("../../packages/functions/src/ingest.ts")["handler"];
let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), "ingest-take-downs-"));
  gateway = await startVersitygw();
  for (const bucket of [BUCKET, "index"]) await gateway.createBucket(bucket);
  const { endpoint, accessKeyId, secretAccessKey } = gateway;
  const credentials = { accessKeyId, secretAccessKey };
  client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
  store = new S3ObjectStore({ bucket: "index", prefix: "", endpoint, region: "us-east-1", credentials });
  for (const [name, value] of Object.entries({
    DATELINE_STORE: "s3://index",
    DATELINE_MODELS: MODELS_FOLDER,
    DATELINE_CACHE: cache,
    DATELINE_LOG_LEVEL: "error",
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: "us-east-1",
  })) {
    vi.stubEnv(name, value);
  }
  // Reads the environment when it is loaded.
  ({ handler } = await import("../../packages/functions/src/ingest.ts"));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  client?.destroy();
  await gateway?.stop();
  await rm(cache, { recursive: true, force: true });
});

async function put(key: string, content: string): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: content }));
}

/** Calls the function as Lambda does, with the messages of some objects. @returns how many have to come again */
async function deliver(...keys: readonly string[]): Promise<number> {
  const messages = Object.fromEntries(keys.map((key) => [key, s3Notification({ bucket: BUCKET, key })]));
  const answer = await handler(queueEvent(messages), {
    awsRequestId: "test",
    getRemainingTimeInMillis: () => 300_000,
  } as Parameters<typeof handler>[1]);
  return "batchItemFailures" in answer ? answer.batchItemFailures.length : Number.NaN;
}

async function has(id: string): Promise<boolean> {
  const { manifest } = await readCurrent(store, {});
  const articles = await IndexedArticles.load(manifest, new IdentityReader(store));
  return articles.find(hashOfId(id)) !== undefined;
}

function record(id: string): string {
  return JSON.stringify({ id, title: `Report ${id}`, text: `About ${id} in the harbour.` });
}

function newsItem(version: number, status: "usable" | "canceled", hour: number): string {
  return `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:1" version="${version}"><itemMeta><itemClass qcode="ninat:text"/><versionCreated>2025-12-01T${hour}:00:00Z</versionCreated><pubStatus qcode="stat:${status}"/></itemMeta><contentMeta><headline>Harbour</headline></contentMeta><contentSet><inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.content><p>Version ${version} of the story.</p></body.content></body></nitf></inlineXML></contentSet></newsItem>`;
}

test("a removed article stays out of the function's index if its message is delivered again, until it is restored", async () => {
  await put("day.jsonl", [record("x"), record("y")].join("\n"));
  expect(await deliver("day.jsonl")).toBe(0);
  const context = { store, identities: new IdentityReader(store) };
  await removeArticles(context, ["x"]);
  await put("day.jsonl", [record("x"), record("y"), record("z")].join("\n"));
  for (let time = 0; time < 2; time++) expect(await deliver("day.jsonl")).toBe(0);
  expect([await has("x"), await has("y"), await has("z")]).toEqual([false, true, true]);
  await restoreArticles(context, ["x"]);
  expect(await deliver("day.jsonl")).toBe(0);
  expect(await has("x")).toBe(true);
});

test("a withdrawal holds in any order of messages, and ends with a later version", async () => {
  await put("v1.xml", newsItem(1, "usable", 10));
  await put("v2.xml", newsItem(2, "canceled", 11));
  await put("v3.xml", newsItem(3, "usable", 12));
  for (const [keys, isThere] of [
    [["v2.xml"], false],
    [["v1.xml"], false],
    [["v3.xml", "v2.xml"], true],
    [["v1.xml", "v2.xml"], true],
  ] as const) {
    expect(await deliver(...keys)).toBe(0);
    expect(await has("urn:1")).toBe(isThere);
  }
});

test("an article in two objects is removed with the second", async () => {
  for (const key of ["one.json", "two.json"]) await put(key, record("twice"));
  expect(await deliver("one.json", "two.json")).toBe(0);
  for (const [key, isThere] of [
    ["two.json", true],
    ["one.json", false],
  ] as const) {
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
    expect(await deliver(key)).toBe(0);
    expect(await has("twice")).toBe(isThere);
  }
});
