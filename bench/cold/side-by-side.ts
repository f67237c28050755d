import { stat } from "node:fs/promises";
import { join } from "node:path";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { hashFile } from "@dateline-search/core/files/hash-file";
import { readLocalGeneration } from "@dateline-search/core/generation/open-generation";
import { publishGeneration } from "@dateline-search/core/generation/publish-generation";
import { startRecordingProxy } from "../../tests/setup/recording-proxy.ts";
import type { VersityGateway } from "../../tests/setup/versitygw.ts";
import { ORAMA_KEY } from "../orama/orama-index.ts";
import { note } from "../process/note.ts";
import { runMeasured } from "../process/run-measured.ts";
import { chooseQueries } from "../workload/choose-queries.ts";
import { readIndexedPassages } from "../workload/indexed-passages.ts";
import type { ColdCorpus } from "./cold-corpora.ts";
import { type ContainerFigures, measureContainer } from "./measure-container.ts";

const SEED = 20_251_210;
/** The JSON text is one string, and V8's limit is 2^29 − 24 characters. More passages do not fit. */
const MOST_RIVAL_PASSAGES = 20_000;

export interface SideBySideOptions {
  readonly s3: VersityGateway;
  /** S3 endpoint for the functions: the server's own, or the S3 model in front of it. */
  readonly functionEndpoint: string;
  readonly bundles: { readonly dateline: string; readonly rival: string };
  readonly withRival: boolean;
  readonly rounds: number;
  readonly queryCount: number;
  readonly workFolder: string;
}

/** Measurements of cold starts on one index. */
export interface CorpusFigures {
  readonly name: string;
  readonly passages: number;
  readonly files: Readonly<Record<string, number>>;
  readonly dateline: readonly ContainerFigures[];
  /** The same function, waiting for the whole index. */
  readonly whole: readonly ContainerFigures[];
  /** Empty if the rival cannot index this many passages. */
  readonly orama: readonly ContainerFigures[];
  /** Counts of the function's requests by method and key, ignoring ranges. */
  readonly coldRequests: Readonly<Record<string, number>>;
  readonly warmRequests: number;
}

/** Publishes an index to S3 and starts containers on it, alternating with the rival's. */
export async function measureSideBySide(
  corpus: ColdCorpus,
  options: SideBySideOptions,
): Promise<CorpusFigures> {
  const { manifest } = await readLocalGeneration(corpus.indexFolder);
  const { passages } = manifest;
  const bucket = `${corpus.name}-${passages}`;
  await options.s3.createBucket(bucket);
  const store = storeOf(options.s3, bucket);
  await publishGeneration({ source: corpus.indexFolder, target: store, smokeTest: async () => {} });
  const texts = await readIndexedPassages(corpus.queriesFolder);
  const queries = chooseQueries(texts, { count: options.queryCount, seed: SEED }).map(({ text }) => text);
  const withRival = options.withRival && passages <= MOST_RIVAL_PASSAGES;
  if (withRival) await publishRival(corpus.indexFolder, store, options.workFolder);
  // Publish to the server itself, which is not measured.
  const environment = environmentOf({ ...options.s3, endpoint: options.functionEndpoint }, bucket);
  const waiting = { ...environment, DATELINE_RANGED_READS: "never" };
  const dateline: ContainerFigures[] = [];
  const whole: ContainerFigures[] = [];
  const orama: ContainerFigures[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    note(`${corpus.name}, ${passages} passages: round ${round} of ${options.rounds}`);
    dateline.push(await measureContainer({ bundleFolder: options.bundles.dateline, environment, queries }));
    whole.push(
      await measureContainer({ bundleFolder: options.bundles.dateline, environment: waiting, queries }),
    );
    if (!withRival) continue;
    orama.push(await measureContainer({ bundleFolder: options.bundles.rival, environment, queries }));
  }
  const requests = await recordRequests({ ...options, environment, queries });
  const files = Object.entries(manifest.segments[0]?.files ?? {}).map(([name, { sizeBytes }]) => [
    name,
    sizeBytes,
  ]);
  return {
    name: corpus.name,
    passages,
    files: Object.fromEntries(files),
    dateline,
    whole,
    orama,
    ...requests,
  };
}

function storeOf({ endpoint, accessKeyId, secretAccessKey }: VersityGateway, bucket: string): S3ObjectStore {
  const credentials = { accessKeyId, secretAccessKey };
  return new S3ObjectStore({ bucket, prefix: "main", endpoint, region: "us-east-1", credentials });
}

async function publishRival(indexFolder: string, store: S3ObjectStore, workFolder: string): Promise<void> {
  const file = join(workFolder, ORAMA_KEY);
  await runMeasured(new URL("../orama/build-task.ts", import.meta.url), { indexFolder, file });
  const { sha256 } = await hashFile(file);
  note(`  uploading ${Math.round((await stat(file)).size / 1e6)} MB for Orama`);
  await store.putNew(ORAMA_KEY, { path: file }, { sha256 });
}

function environmentOf({ endpoint, accessKeyId, secretAccessKey }: VersityGateway, bucket: string) {
  return {
    DATELINE_STORE: `s3://${bucket}/main`,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    // Measure warm queries only: the check for a newer generation is one small request per minute.
    DATELINE_REFRESH_SECONDS: "3600",
  };
}

/** Starts one more container behind a recording proxy. The proxy takes time, so nothing is timed. */
async function recordRequests({
  s3,
  bundles,
  environment,
  queries,
}: SideBySideOptions & { environment: ReturnType<typeof environmentOf>; queries: readonly string[] }) {
  const proxy = await startRecordingProxy(s3.endpoint);
  const coldRequests: Record<string, number> = {};
  const onWarm = () => {
    for (const request of proxy.requests) {
      const readable = request.replace(/\/[^/]+\/main\//, "").replace(/[0-9a-f]{64}/, "<sha256>");
      coldRequests[readable] = (coldRequests[readable] ?? 0) + 1;
    }
    proxy.clear();
  };
  try {
    const proxied = { ...environment, AWS_ENDPOINT_URL_S3: proxy.endpoint };
    await measureContainer({ bundleFolder: bundles.dateline, environment: proxied, queries, onWarm });
    return { coldRequests, warmRequests: proxy.requests.length };
  } finally {
    await proxy.stop();
  }
}
