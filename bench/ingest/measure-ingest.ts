import { InvokeCommand } from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { readLocalGeneration } from "@dateline-search/core/generation/open-generation";
import { publishGeneration } from "@dateline-search/core/generation/publish-generation";
import type { SearchResult } from "@dateline-search/core/types";
import { queueEvent, s3Notification } from "../../tests/fixtures/queue-events.ts";
import { LAMBDA_FUNCTION_NAME, type RunningLambda, startLambda } from "../../tests/setup/lambda-rie.ts";
import { type RecordingProxy, startRecordingProxy } from "../../tests/setup/recording-proxy.ts";
import type { VersityGateway } from "../../tests/setup/versitygw.ts";
import type { ColdCorpus } from "../cold/cold-corpora.ts";
import { type CloseLater, closing } from "../process/closing.ts";
import { timed } from "../process/timed.ts";
import { inRepository } from "../workload/in-repository.ts";

const TIMEOUT_SECONDS = 120;
/** Not measured, because the functions are cold for the first article. */
const COLD_ROUNDS = 1;

export interface IngestOptions {
  readonly s3: VersityGateway;
  readonly bundles: { readonly search: string; readonly ingest: string };
  readonly rounds: number;
}

/** One function's S3 traffic for one article. */
export interface Exchange {
  readonly requests: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
}

/** Milliseconds from the drop of an article to an answer that contains it. */
export interface IngestRound {
  readonly ingestMs: number;
  /** Until the search function has opened the new generation. */
  readonly followMs: number;
  readonly queryMs: number;
  readonly totalMs: number;
  readonly ingest: Exchange;
  readonly search: Exchange;
}

export interface IngestFigures {
  readonly name: string;
  readonly articles: number;
  readonly passages: number;
  readonly cold: IngestRound;
  readonly warm: readonly IngestRound[];
}

interface Stage {
  readonly bucket: string;
  readonly client: S3Client;
  readonly ingest: RunningLambda;
  readonly search: RunningLambda;
  readonly proxies: { readonly ingest: RecordingProxy; readonly search: RecordingProxy };
}

/** Publishes an index to a bucket and drops articles into another, one after the other. */
export async function measureIngest(corpus: ColdCorpus, options: IngestOptions): Promise<IngestFigures> {
  const { manifest } = await readLocalGeneration(corpus.indexFolder);
  const { articles, passages } = manifest;
  const bucket = `${corpus.name}-${passages}`;
  await publishTo(bucket, corpus, options);
  const [cold, ...warm] = await closing(async (closeLater) => {
    const stage = await openStage(bucket, options, closeLater);
    const rounds: IngestRound[] = [];
    await invoke(stage.search, { query: "news" });
    const texts = await newsTexts(COLD_ROUNDS + options.rounds);
    for (const [number, text] of texts.entries()) rounds.push(await dropArticle(stage, number, text));
    return rounds as [IngestRound, ...IngestRound[]];
  });
  return { name: corpus.name, articles, passages, cold, warm };
}

function connectionTo({ endpoint, accessKeyId, secretAccessKey }: VersityGateway) {
  return { endpoint, region: "us-east-1", credentials: { accessKeyId, secretAccessKey } };
}

async function publishTo(bucket: string, corpus: ColdCorpus, { s3 }: IngestOptions): Promise<void> {
  await s3.createBucket(bucket);
  await s3.createBucket(`${bucket}-articles`);
  const target = new S3ObjectStore({ ...connectionTo(s3), bucket, prefix: "news" });
  await publishGeneration({ source: corpus.indexFolder, target, smokeTest: async () => {} });
}

async function openStage(
  bucket: string,
  { s3, bundles }: IngestOptions,
  closeLater: CloseLater,
): Promise<Stage> {
  const client = new S3Client({ ...connectionTo(s3), forcePathStyle: true });
  closeLater(client, () => client.destroy());
  const startProxy = async () => {
    return closeLater(await startRecordingProxy(s3.endpoint), async (proxy) => await proxy.stop());
  };
  const proxies = { ingest: await startProxy(), search: await startProxy() };
  const start = async (name: "ingest" | "search") => {
    const lambda = await startLambda({
      bundleFolder: bundles[name],
      timeoutSeconds: TIMEOUT_SECONDS,
      environment: {
        DATELINE_STORE: `s3://${bucket}/news`,
        AWS_ENDPOINT_URL_S3: proxies[name].endpoint,
        AWS_ACCESS_KEY_ID: s3.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
        DATELINE_REFRESH_SECONDS: "3600",
      },
    });
    return closeLater(lambda, async ({ stop }) => await stop());
  };
  return { bucket, client, ingest: await start("ingest"), search: await start("search"), proxies };
}

async function dropArticle(stage: Stage, number: number, text: string): Promise<IngestRound> {
  const { bucket, client, ingest, search, proxies } = stage;
  const id = `dropped-${number}`;
  const Key = `${id}.json`;
  const lead = `The quorvex delegation of day ${number} arrived at noon.`;
  const article = { id, title: `Quorvex delegation of day ${number}`, text: `${lead} ${text}` };
  proxies.ingest.clear();
  proxies.search.clear();
  const articles = `${bucket}-articles`;
  await client.send(new PutObjectCommand({ Bucket: articles, Key, Body: JSON.stringify(article) }));
  const message = queueEvent({ [id]: s3Notification({ bucket: articles, key: Key }) });
  const ingested = await timed(() => invoke(ingest, message));
  const followed = await timed(() => invoke(search, { action: "refresh" }));
  const answered = await timed(() => invoke(search, { query: lead, limit: 5 }));
  const { hits } = answered.result as SearchResult;
  if (!hits.some((hit) => hit.article.id === id)) {
    throw new Error(`Cannot measure: article ${id} is not in the answer: ${ingest.output().slice(-2_000)}`);
  }
  return {
    ingestMs: ingested.ms,
    followMs: followed.ms,
    queryMs: answered.ms,
    totalMs: ingested.ms + followed.ms + answered.ms,
    ingest: exchangeOf(proxies.ingest),
    search: exchangeOf(proxies.search),
  };
}

function exchangeOf({ requests, traffic }: RecordingProxy): Exchange {
  return { requests: requests.length, readBytes: traffic.receivedBytes, writtenBytes: traffic.sentBytes };
}

async function invoke(lambda: RunningLambda, event: object): Promise<unknown> {
  const { Payload } = await lambda.client.send(
    new InvokeCommand({ FunctionName: LAMBDA_FUNCTION_NAME, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString("utf8"));
  const isFailure = answer.errorType !== undefined || answer.batchItemFailures?.length > 0;
  if (isFailure || answer.error !== undefined) {
    throw new Error(`Cannot measure: ${JSON.stringify(answer)}: ${lambda.output().slice(-2_000)}`);
  }
  return answer;
}

/** Texts of real articles, for realistic lengths. */
async function newsTexts(count: number): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const entry of readCorpus(inRepository("corpus"), {})) {
    if (entry.kind === "article") texts.push(entry.article.text);
  }
  return Array.from({ length: count }, (_, index) => texts[index % texts.length] ?? "");
}
