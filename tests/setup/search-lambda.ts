import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFunction } from "@dateline-search/cli/bundle/bundle-function";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { type BuildReport, buildIndex } from "@dateline-search/core/indexing/build-index";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import type { Embedder, WindowMethod } from "@dateline-search/core/ports/embedder";
import { type RunningLambda, startLambda } from "./lambda-rie.ts";
import type { FunctionMajor } from "./node-runtime.ts";
import { MODELS_FOLDER } from "./pull-model.ts";
import { type RecordingProxy, startRecordingProxy } from "./recording-proxy.ts";
import { NATIVES_CACHE } from "./tool-cache.ts";
import { startVersitygw } from "./versitygw.ts";

/** A bucket of its own, with the means to put an index into it. */
export interface IndexBucket {
  /** `s3://…`, for `DATELINE_STORE`. */
  readonly url: string;
  /** The same for those who are not to be counted: asks the server directly. */
  readonly store: S3ObjectStore;
  /** Builds an index of JSON records with the real model, or another embedder, and makes it the latest. */
  publish(records: readonly object[], embedder?: Embedder, windows?: WindowMethod): Promise<BuildReport>;
}

export interface StartOptions {
  readonly bucket: IndexBucket;
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutSeconds?: number;
  /** As `startLambda` takes it. */
  readonly nodeMajor?: FunctionMajor;
}

/** All that the search function needs around it: the real bundle, an S3 server, the model that builds the index. */
export interface SearchLambdaSetup {
  /** Stands before the S3 server for the function alone. */
  readonly proxy: RecordingProxy;
  /** What the AWS SDK of another process must know to reach the S3 server. */
  readonly s3Environment: Readonly<Record<string, string>>;
  newBucket(): Promise<IndexBucket>;
  /** Starts a container of the function that reads the bucket through the proxy. */
  start(options: StartOptions): Promise<RunningLambda>;
  stop(): Promise<void>;
}

/** What goes into the bundle, when it is not the usual model alone. */
export interface BundledModels {
  readonly modelsFolder: string;
  /** The default model when not given. */
  readonly modelName?: string;
  readonly rerankerName?: string;
  /** A file of synonyms that goes into the bundle, too. */
  readonly synonymsFile?: string;
}

/** Bundles the function and starts the servers, once for a test file. */
export async function setUpSearchLambda(
  { modelsFolder, modelName = DEFAULT_MODEL_NAME, rerankerName, synonymsFile }: BundledModels = {
    modelsFolder: MODELS_FOLDER,
  },
): Promise<SearchLambdaSetup> {
  const folder = await mkdtemp(join(tmpdir(), "search-lambda-"));
  const bundleFolder = join(folder, "bundle");
  const model = { modelsFolder, modelName };
  await bundleFunction({
    entry: "search",
    ...model,
    rerankerName,
    synonymsFile,
    outFolder: bundleFolder,
    mapFolder: join(folder, "map"),
    cacheFolder: NATIVES_CACHE,
  });
  const s3 = await startVersitygw();
  const proxy = await startRecordingProxy(s3.endpoint);
  const embedder = await openTransformersEmbedder({ ...model, verify: "size" });
  const { accessKeyId, secretAccessKey } = s3;
  const credentials = { accessKeyId, secretAccessKey };
  let buckets = 0;
  return {
    proxy,
    s3Environment: {
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_REGION: "us-east-1",
    },
    newBucket: async () => {
      buckets += 1;
      const bucket = `news-${buckets}`;
      await s3.createBucket(bucket);
      const options = { bucket, prefix: "main", endpoint: s3.endpoint, region: "us-east-1", credentials };
      const store = new S3ObjectStore(options);
      const publish: IndexBucket["publish"] = (records, other = embedder, windows) => {
        return publishRecords(store, records, { embedder: other, folder, windows });
      };
      return { url: `s3://${bucket}/main`, store, publish };
    },
    start: ({ bucket, environment, timeoutSeconds = 30, nodeMajor }) =>
      startLambda({
        bundleFolder,
        nodeMajor,
        timeoutSeconds,
        environment: {
          DATELINE_STORE: bucket.url,
          AWS_ENDPOINT_URL_S3: proxy.endpoint,
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          ...environment,
        },
      }),
    stop: async () => {
      await embedder.close();
      await proxy.stop();
      await s3.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Builds an index of JSON records and makes it the latest of the store. */
export async function publishRecords(
  store: S3ObjectStore,
  records: readonly object[],
  {
    embedder,
    folder,
    windows,
  }: {
    readonly embedder: Embedder;
    readonly folder: string;
    readonly windows?: WindowMethod | undefined;
  },
): Promise<BuildReport> {
  const work = await mkdtemp(join(folder, "build-"));
  const corpusPath = join(work, "articles.jsonl");
  await writeFile(corpusPath, records.map((record) => JSON.stringify(record)).join("\n"));
  return await buildIndex(
    { store, embedder, format: localSegmentFormat, workFolder: join(work, "segment") },
    { corpusPath, targetTokens: 60, overlapTokens: 0, windows, strict: true },
  );
}
