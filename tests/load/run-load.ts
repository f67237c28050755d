import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { startFrozenFunction } from "../setup/frozen-function.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { publishRecords } from "../setup/search-lambda.ts";
import { startVersitygw } from "../setup/versitygw.ts";

export interface LoadOptions {
  readonly durationMs: number;
  /** Requests that come before `durationMs` begins, while caches and the allocators of native code fill. */
  readonly warmUpMs?: number;
  /** Goes on after that until so many generations answered, so that a slow machine has its time, too. */
  readonly leastSeen?: number;
  /** A new generation is published so often. */
  readonly swapEveryMs: number;
  /** For the model's and the generations' files. */
  readonly folder: string;
}

/** What came of a load. */
export interface LoadReport {
  readonly requests: number;
  /** Answers with a status of 500 or more, and invocations that threw. */
  readonly failures: readonly string[];
  readonly published: number;
  /** How many generations answered. */
  readonly seen: number;
  /** Medians of each quarter of the time. */
  readonly memory: readonly MemoryMb[];
  /** Medians of each tenth of the warm-up. */
  readonly warmUp: readonly MemoryMb[];
}

/** Memory of a process in MB. `rss` has all of it, the threads and native libraries included. */
export type MemoryMb = Readonly<Record<keyof NodeJS.MemoryUsage, number>>;

const MEMORY_KINDS = ["rss", "heapTotal", "heapUsed", "external", "arrayBuffers"] as const;

const QUERIES = ["why was the ferry late?", "price of herring", "fog at the pier", "who keeps the harbour?"];
const ARTICLES = 60;
/** How old the function's knowledge of the latest generation may get. */
const LOOK_SECONDS = "1";

/**
 * Asks the real search function, one request after the other as Lambda does, while generations are published that replace
 * one another.
 */
export async function runLoad({
  durationMs,
  warmUpMs = 0,
  leastSeen = 0,
  swapEveryMs,
  folder,
}: LoadOptions): Promise<LoadReport> {
  const s3 = await startVersitygw();
  const embedder = await openTransformersEmbedder({
    modelsFolder: MODELS_FOLDER,
    modelName: DEFAULT_MODEL_NAME,
  });
  const { endpoint, accessKeyId, secretAccessKey } = s3;
  await s3.createBucket("index");
  const credentials = { accessKeyId, secretAccessKey };
  const store = new S3ObjectStore({ bucket: "index", endpoint, region: "us-east-1", credentials });
  let published = 0;
  const publish = async () => {
    published += 1;
    await publishRecords(store, recordsOf(published), { embedder, folder });
  };
  await publish();
  const search = await startFrozenFunction({
    handler: "search",
    isStopped: false,
    // V8 lets garbage grow to several times what is in use before it collects that: ten minutes end somewhere on the way.
    collectsGarbage: true,
    environment: {
      DATELINE_STORE: "s3://index",
      DATELINE_MODELS: MODELS_FOLDER,
      DATELINE_CACHE: join(folder, "cache"),
      DATELINE_REFRESH_SECONDS: LOOK_SECONDS,
      DATELINE_LOG_LEVEL: "error",
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_REGION: "us-east-1",
    },
  });
  const startedAt = Date.now();
  const until = startedAt + warmUpMs + durationMs;
  const seen = new Set<string>();
  const isOver = () => Date.now() >= until && seen.size >= leastSeen;
  const ending = new AbortController();
  const swapping = (async () => {
    for (; !ending.signal.aborted; await sleep(swapEveryMs, undefined, ending).catch(() => {}))
      await publish();
  })();
  try {
    const samples: Sample[] = [];
    const failures: string[] = [];
    let requests = 0;
    for (; !isOver(); requests++) {
      const { answer, failure, memory } = await search.invoke({
        query: QUERIES[requests % QUERIES.length],
      });
      samples.push({ at: Date.now() - startedAt, memory });
      const { generation, problem } = (answer ?? {}) as Answer;
      if (generation !== undefined) seen.add(generation);
      else if (problem === undefined || problem.status >= 500)
        failures.push(failure ?? JSON.stringify(answer));
    }
    ending.abort();
    await swapping;
    const memory = medians(samples, { fromMs: warmUpMs, lengthMs: durationMs, parts: 4 });
    const warmUp = medians(samples, { fromMs: 0, lengthMs: warmUpMs, parts: warmUpMs > 0 ? 10 : 0 });
    return { requests, failures, published, seen: seen.size, memory, warmUp };
  } finally {
    ending.abort();
    await swapping.catch(() => {});
    await search.stop();
    await embedder.close();
    await s3.stop();
  }
}

interface Answer {
  readonly generation?: string;
  readonly problem?: { readonly status: number };
}

function recordsOf(round: number): object[] {
  return Array.from({ length: ARTICLES }, (_, index) => ({
    id: `a${index}`,
    title: `Report ${index}`,
    text: `Harbour report ${index} of round ${round}: the ferry was late. Herring cost ${round + index} euros.`,
  }));
}

interface Sample {
  /** Milliseconds after the start. */
  readonly at: number;
  readonly memory: NodeJS.MemoryUsage;
}

interface Span {
  readonly fromMs: number;
  readonly lengthMs: number;
  readonly parts: number;
}

function medians(samples: readonly Sample[], { fromMs, lengthMs, parts }: Span): MemoryMb[] {
  return Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part, part + 1].map((at) => fromMs + (at * lengthMs) / parts) as [number, number];
    const within = samples.filter(({ at }) => at >= from && at < to);
    return Object.fromEntries(
      MEMORY_KINDS.map((kind) => [kind, medianMb(within.map(({ memory }) => memory[kind]))]),
    ) as MemoryMb;
  });
}

function medianMb(bytes: readonly number[]): number {
  const sorted = [...bytes].sort((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) / 1e6);
}
