import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { findDamage, isDamaged } from "@dateline-search/core/generation/check-index";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { IndexedArticles } from "@dateline-search/core/generation/indexed-articles";
import type { Manifest } from "@dateline-search/core/generation/manifest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";

const HANDLER = fileURLToPath(new URL("../fixtures/run-ingest-handler.ts", import.meta.url));

let gateway: VersityGateway;
beforeAll(async () => {
  gateway = await startVersitygw();
});
afterAll(async () => await gateway?.stop());

/** Runs the handler in a process of its own. @returns the keys that it acknowledged */
async function runFunction(
  buckets: { readonly articles: string; readonly index: string },
  keys: readonly string[],
): Promise<readonly string[]> {
  const child = spawn("node", ["--import", "tsx", HANDLER, buckets.articles, JSON.stringify(keys)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      DATELINE_STORE: `s3://${buckets.index}`,
      DATELINE_MODELS: MODELS_FOLDER,
      // Made by whoever needs it.
      DATELINE_CACHE: join(temporaryFolder(), "not", "there"),
      DATELINE_LOG_LEVEL: "error",
      AWS_ENDPOINT_URL_S3: gateway.endpoint,
      AWS_ACCESS_KEY_ID: gateway.accessKeyId,
      AWS_SECRET_ACCESS_KEY: gateway.secretAccessKey,
      AWS_REGION: "us-east-1",
    },
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, "close");
  expect(code).toBe(0);
  return [...said.matchAll(/^acknowledged (.*)$/gm)].map(([, key]) => String(key));
}

async function newBuckets(name: string, keys: readonly string[]) {
  const { endpoint, accessKeyId, secretAccessKey } = gateway;
  const credentials = { accessKeyId, secretAccessKey };
  const buckets = { articles: `articles-${name}`, index: `index-${name}` };
  for (const bucket of Object.values(buckets)) await gateway.createBucket(bucket);
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
  for (const key of keys) {
    const text = `Harbour report ${key}: the ferry was late by ${key.length * 7} minutes, says the keeper of ${key}.`;
    const Body = JSON.stringify({ id: key, title: `Report ${key}`, text });
    await client.send(new PutObjectCommand({ Bucket: buckets.articles, Key: key, Body }));
  }
  client.destroy();
  return {
    buckets,
    store: new S3ObjectStore({
      bucket: buckets.index,
      prefix: "",
      endpoint,
      region: "us-east-1",
      credentials,
    }),
  };
}

test.each([
  { functions: 2, messages: 100 },
  { functions: 3, messages: 60 },
  { functions: 4, messages: 60 },
])(
  "$functions functions with $messages messages of one article each index all of them",
  async ({ functions, messages }) => {
    const keys = Array.from({ length: messages }, (_, index) => `report-${index}.json`);
    const { buckets, store } = await newBuckets(`${functions}-${messages}`, keys);
    const shares = Array.from({ length: functions }, (_, n) => keys.filter((_, i) => i % functions === n));
    const acknowledged = await Promise.all(shares.map((share) => runFunction(buckets, share)));
    expect(acknowledged.flat().sort()).toEqual([...keys].sort());
    const manifest = (await readCurrent(store, {})).manifest as Manifest;
    const identities = new IdentityReader(store);
    expect(isDamaged(await findDamage(manifest, (entry) => identities.read(entry)))).toBe(false);
    const articles = await IndexedArticles.load(manifest, identities);
    expect(keys.filter((key) => articles.find(hashOfId(key)) === undefined)).toEqual([]);
    expect(manifest.articles).toBe(messages);
    expect(manifest.segments.length).toBeLessThan(messages / 4);
  },
);
