import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { bundleFunction } from "@dateline-search/cli/bundle/bundle-function";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { LAMBDA_FUNCTION_NAME, type RunningLambda, startLambda } from "./lambda-rie.ts";
import type { FunctionMajor } from "./node-runtime.ts";
import { MODELS_FOLDER } from "./pull-model.ts";
import { NATIVES_CACHE } from "./tool-cache.ts";
import { startVersitygw } from "./versitygw.ts";

/** A bucket of articles and one of an index, both empty. */
export interface IngestBuckets {
  readonly articles: string;
  /** `s3://…`, for `DATELINE_STORE`. */
  readonly storeUrl: string;
  readonly store: S3ObjectStore;
  put(key: string, content: string): Promise<void>;
  remove(key: string): Promise<void>;
}

/** All that the ingest function needs around it: the real bundle and an S3 server. */
export interface IngestLambdaSetup {
  /** What the AWS SDK of another process must know to reach the S3 server. */
  readonly s3Environment: Readonly<Record<string, string>>;
  newBuckets(): Promise<IngestBuckets>;
  start(
    buckets: IngestBuckets,
    environment?: Readonly<Record<string, string>>,
    nodeMajor?: FunctionMajor,
  ): Promise<RunningLambda>;
  stop(): Promise<void>;
}

/** Bundles the function and starts the server, once for a test file. */
export async function setUpIngestLambda(): Promise<IngestLambdaSetup> {
  const folder = await mkdtemp(join(tmpdir(), "ingest-lambda-"));
  const bundleFolder = join(folder, "bundle");
  await bundleFunction({
    entry: "ingest",
    outFolder: bundleFolder,
    mapFolder: join(folder, "map"),
    cacheFolder: NATIVES_CACHE,
    modelsFolder: MODELS_FOLDER,
    modelName: DEFAULT_MODEL_NAME,
  });
  const s3 = await startVersitygw();
  const { accessKeyId, secretAccessKey, endpoint } = s3;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
  const s3Environment = {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: "us-east-1",
  };
  let count = 0;
  return {
    s3Environment,
    newBuckets: async () => {
      count += 1;
      const [articles, index] = [`articles-${count}`, `index-${count}`];
      await s3.createBucket(articles);
      await s3.createBucket(index);
      const where = { bucket: index, prefix: "news", endpoint, region: "us-east-1", credentials };
      return {
        articles,
        storeUrl: `s3://${index}/news`,
        store: new S3ObjectStore(where),
        put: async (Key, Body) => {
          await client.send(new PutObjectCommand({ Bucket: articles, Key, Body }));
        },
        remove: async (Key) => {
          await client.send(new DeleteObjectCommand({ Bucket: articles, Key }));
        },
      };
    },
    start: ({ storeUrl }, environment = {}, nodeMajor) =>
      startLambda({
        bundleFolder,
        nodeMajor,
        timeoutSeconds: 60,
        environment: { ...s3Environment, DATELINE_STORE: storeUrl, ...environment },
      }),
    stop: async () => {
      client.destroy();
      await s3.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Invokes a function with an event. @returns what it answered, parsed */
export async function invoke(lambda: RunningLambda, event: object): Promise<unknown> {
  const Payload = Buffer.from(JSON.stringify(event));
  const answer = await lambda.client.send(new InvokeCommand({ FunctionName: LAMBDA_FUNCTION_NAME, Payload }));
  return JSON.parse(Buffer.from(answer.Payload ?? []).toString("utf8"));
}
