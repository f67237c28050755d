import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createHttpClient, type DatelineClient } from "@dateline-search/client";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { expect, onTestFinished, test } from "vitest";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { queueEvent, s3Notification } from "../../fixtures/queue-events.ts";
import type { DeclaredResources } from "../../setup/declared-resources.ts";
import { startFunctionUrl } from "../../setup/function-url-stand-in.ts";
import { invoke } from "../../setup/ingest-lambda.ts";
import { type RunningLambda, startLambda } from "../../setup/lambda-rie.ts";
import { MODELS_FOLDER } from "../../setup/pull-model.ts";
import { publishRecords } from "../../setup/search-lambda.ts";
import type { SstProject } from "../../setup/sst-project.ts";
import type { VersityGateway } from "../../setup/versitygw.ts";

const run = promisify(execFile);

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_UNZIPPED_BYTES = 262_144_000;
const MAX_ZIP_BYTES = 45_000_000;

export interface PackagesContext {
  readonly project: SstProject;
  readonly s3: VersityGateway;
  /** What was declared when the packages were made. */
  readonly declared: DeclaredResources;
  readonly work: string;
  readonly apiKey: string;
}

/** What SST would upload, run in Lambda's emulator with the environment and the buckets that it would have. */
export function describePackages(context: () => PackagesContext): void {
  test("the search package answers only callers with a key", async () => {
    const { s3, declared, work, apiKey } = context();
    const store = await indexStore(s3, declared);
    const embedder = await openTransformersEmbedder({
      modelsFolder: MODELS_FOLDER,
      modelName: DEFAULT_MODEL_NAME,
      verify: "size",
    });
    onTestFinished(() => embedder.close());
    const { generation } = await publishRecords(store, NEWS_RECORDS, { embedder, folder: work });
    const url = await serve(await start(context(), "Search"));
    const client = createHttpClient({ baseUrl: url, retries: 0, apiKey });
    const result = await client.search("Who will lead the musicians of the city?", { limit: 1 });
    expect(result).toMatchObject({ generation, hits: [{ article: { id: "orchestra" } }] });
    const stranger = createHttpClient({ baseUrl: url, retries: 0 });
    await expect(stranger.search("musicians")).rejects.toMatchObject({ status: 401, code: "key-missing" });
  });

  test("the search package finds an article added by the ingest package", async () => {
    const { s3, declared, apiKey } = context();
    const articles = String(declared.inputs("aws:s3/bucket:Bucket", "ArticlesBucket")["bucket"]);
    const record = {
      id: "lighthouse",
      title: "Lighthouse gets a new lamp",
      text: "A tenth of the power will do.",
    };
    await put(s3, { bucket: articles, key: "2025/lighthouse.json", body: JSON.stringify(record) });
    const ingest = await start(context(), "Ingest");
    const event = queueEvent({
      "message-1": s3Notification({ bucket: articles, key: "2025/lighthouse.json" }),
    });
    expect(await invoke(ingest, event), ingest.output()).toEqual({ batchItemFailures: [] });
    const baseUrl = await serve(await start(context(), "Search"));
    const client: DatelineClient = createHttpClient({ baseUrl, retries: 0, apiKey });
    const { hits } = await client.search("lighthouse lamp", { limit: 1 });
    expect(hits).toMatchObject([{ article: { id: "lighthouse" } }]);
  });
}

async function start(context: PackagesContext, name: "Search" | "Ingest"): Promise<RunningLambda> {
  const { project, s3, declared, work } = context;
  const { environment, timeout } = declared.inputs("aws:lambda/function:Function", `${name}Function`) as {
    environment: { variables: Record<string, string> };
    timeout: number;
  };
  const lambda = await startLambda({
    bundleFolder: await unzip(join(project.folder, ".sst", "artifacts", name, "code.zip"), join(work, name)),
    timeoutSeconds: timeout,
    environment: {
      ...environment.variables,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    },
  });
  onTestFinished(() => lambda.stop());
  return lambda;
}

async function unzip(zip: string, folder: string): Promise<string> {
  expect((await stat(zip)).size).toBeLessThan(MAX_ZIP_BYTES);
  await run("python3", ["-m", "zipfile", "-e", zip, folder]);
  const { stdout } = await run("du", ["--bytes", "--summarize", folder]);
  expect(Number.parseInt(stdout, 10)).toBeLessThan(MAX_UNZIPPED_BYTES);
  return folder;
}

async function serve(lambda: RunningLambda): Promise<string> {
  const { url, stop } = await startFunctionUrl(lambda.client);
  onTestFinished(stop);
  return url;
}

/** Where the deployed functions would look for the index. */
async function indexStore(s3: VersityGateway, declared: DeclaredResources): Promise<S3ObjectStore> {
  for (const { inputs } of declared.all("aws:s3/bucket:Bucket"))
    await s3.createBucket(String(inputs["bucket"]));
  const bucket = String(declared.inputs("aws:s3/bucket:Bucket", "IndexBucket")["bucket"]);
  const { endpoint, accessKeyId, secretAccessKey } = s3;
  const credentials = { accessKeyId, secretAccessKey };
  return new S3ObjectStore({ bucket, prefix: "news", endpoint, region: "us-east-1", credentials });
}

async function put(
  { endpoint, accessKeyId, secretAccessKey }: VersityGateway,
  { bucket, key, body }: { readonly bucket: string; readonly key: string; readonly body: string },
): Promise<void> {
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  client.destroy();
}
