import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFunction, FUNCTIONS } from "@dateline-search/cli/bundle/bundle-function";
import { CLUSTER_PACKAGES } from "@dateline-search/cli/bundle/copy-optional-packages";
import { createLambdaClient } from "@dateline-search/client/lambda";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import type { FunctionName } from "@dateline-search/functions/bundle-code";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { invoke } from "../setup/ingest-lambda.ts";
import { LAMBDA_FUNCTION_NAME, type RunningLambda, startLambda } from "../setup/lambda-rie.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { publishRecords } from "../setup/search-lambda.ts";
import { NATIVES_CACHE } from "../setup/tool-cache.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";
import { openIndices } from "./open-indices.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const QUESTIONS = ["Who will lead the musicians of the city?", "wheat harvest", "ferry to the islands"];
const NEWER = {
  id: "lighthouse",
  title: "Lighthouse gets a new lamp",
  text: "The lighthouse on the northern cape has been given a lamp that uses a tenth of the power.",
  publishedAt: "2025-05-05",
};

let s3: VersityGateway;
let work: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "engine-lambda-"));
  s3 = await startVersitygw();
  await s3.createBucket("index");
  for (const entry of FUNCTIONS) await bundle(entry, true);
});
afterAll(async () => {
  await s3?.stop();
  await rm(work, { recursive: true, force: true });
});

/** The package that is deployed, with the client of the cluster or as it is by default. */
async function bundle(entry: FunctionName, asksCluster: boolean): Promise<string> {
  const outFolder = join(work, asksCluster ? entry : `${entry}-default`);
  await bundleFunction({
    entry,
    outFolder,
    mapFolder: `${outFolder}-map`,
    modelsFolder: MODELS_FOLDER,
    modelName: DEFAULT_MODEL_NAME,
    cacheFolder: NATIVES_CACHE,
    ...(asksCluster && { optional: { names: CLUSTER_PACKAGES, from: [REPOSITORY] } }),
  });
  return outFolder;
}

async function start(folder: string, environment: Readonly<Record<string, string>>): Promise<RunningLambda> {
  const s3Environment = {
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
  const lambda = await startLambda({
    bundleFolder: folder,
    timeoutSeconds: 60,
    environment: { ...s3Environment, ...environment },
  });
  onTestFinished(() => lambda.stop());
  return lambda;
}

function clientOf({ client }: RunningLambda) {
  return createLambdaClient({ functionName: LAMBDA_FUNCTION_NAME, client, retries: 0 });
}

function storeAt(prefix: string): S3ObjectStore {
  const { endpoint, accessKeyId, secretAccessKey } = s3;
  const credentials = { accessKeyId, secretAccessKey };
  return new S3ObjectStore({ bucket: "index", prefix, endpoint, region: "us-east-1", credentials });
}

async function publish(store: S3ObjectStore, records: readonly object[]) {
  const embedder = await openTransformersEmbedder({
    modelsFolder: MODELS_FOLDER,
    modelName: DEFAULT_MODEL_NAME,
  });
  try {
    return await publishRecords(store, records, { embedder, folder: work });
  } finally {
    await embedder.close();
  }
}

/** Without the duration. Similarities differ in the seventh digit, since the cluster adds up in another order. */
function comparable(answer: object): unknown {
  const round = (_key: string, value: unknown) =>
    typeof value === "number" ? Number(value.toFixed(4)) : value;
  return JSON.parse(JSON.stringify({ ...answer, tookMs: 0 }, round));
}

test("the deployed packages load a cluster, answer from it as from segments, and follow the store", async () => {
  const { indices } = await openIndices("deployed");
  const engine = `opensearch=${inject("opensearch").join()}/deployed`;
  const store = storeAt("deployed");
  const first = await publish(store, NEWS_RECORDS);
  const ingest = await start(join(work, "ingest"), {
    DATELINE_STORE: "s3://index/deployed",
    DATELINE_ENGINE: engine,
    DATELINE_ENGINE_SHARDS: "2",
  });
  const load = () => invoke(ingest, { action: "load" });
  const written = NEWS_RECORDS.length;
  const { generation } = first;
  expect(await load()).toEqual({ generation, outcome: "loaded", written, deleted: 0 });
  expect(await load()).toEqual({ generation, outcome: "unchanged", written: 0, deleted: 0 });

  // It is given no store: whatever it says comes from the cluster.
  const asked = clientOf(
    await start(join(work, "search"), { DATELINE_ENGINE: engine, DATELINE_REFRESH_SECONDS: "0" }),
  );
  const segments = clientOf(await start(join(work, "search"), { DATELINE_STORE: "s3://index/deployed" }));
  for (const text of QUESTIONS) {
    const expected = await segments.search(text);
    expect(expected.hits.length).toBeGreaterThan(0);
    expect(comparable(await asked.search(text))).toEqual(comparable(expected));
  }

  const second = await publish(store, [...NEWS_RECORDS, NEWER]);
  expect(await load()).toMatchObject({ generation: second.generation, outcome: "loaded" });
  const answer = await asked.search("lighthouse lamp");
  expect(answer).toMatchObject({
    generation: second.generation,
    hits: expect.arrayContaining([
      expect.objectContaining({ article: expect.objectContaining({ id: "lighthouse" }) }),
    ]),
  });
  expect((await indices.list()).length).toBeLessThanOrEqual(2);
});

test("a package without the client reports that it is missing, and contains no part of it", async () => {
  const folder = await bundle("search", false);
  const lambda = await start(folder, { DATELINE_ENGINE: `opensearch=${inject("opensearch")[0]}/nothing` });
  await expect(clientOf(lambda).search("wheat")).rejects.toThrow();
  expect(JSON.stringify(lambda.logs())).toContain("npm install @opensearch-project/opensearch");
});
