import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { bundleFunction } from "@dateline-search/cli/bundle/bundle-function";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { hashFile } from "@dateline-search/core/files/hash-file";
import { publishGeneration } from "@dateline-search/core/generation/publish-generation";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { NATIVES_CACHE } from "../../tests/setup/tool-cache.ts";
import { startVersitygw, type VersityGateway } from "../../tests/setup/versitygw.ts";
import { bundleRival } from "../cold/bundle-rival.ts";
import { type ContainerFigures, measureContainer } from "../cold/measure-container.ts";
import { preparedPassages, preparedQueries } from "../passages/prepared-passages.ts";
import { type CloseLater, closing } from "../process/closing.ts";
import { note } from "../process/note.ts";
import type { KeptResults } from "../report/kept-results.ts";
import { percentile } from "../report/statistics.ts";
import { RIVALS_VARIABLE } from "../rivals/engine.ts";
import { type S3Model, startS3Model } from "../s3-model/start-s3-model.ts";
import { inRepository } from "../workload/in-repository.ts";
import { userModelsFolder } from "../workload/user-models-folder.ts";
import { buildEngine } from "./search-part.ts";

/** Dateline's function, the same waiting for the whole index, and the rivals' functions. */
export const COLD_SIDES = ["dateline", "dateline-whole", "lance-hnsw", "orama", "scan"] as const;
export type ColdSide = (typeof COLD_SIDES)[number];

export interface ColdFigures {
  /** From the invocation that starts the container to its answer. */
  readonly firstAnswerMs: number;
  readonly warmP50Ms: number;
  readonly warmP99Ms: number;
  /** Seen by the S3 model. */
  readonly firstRequests: number;
  readonly firstBytes: number;
  readonly rssBytes: number;
}

export interface ColdPartOptions {
  readonly corpusPath: string;
  readonly size: number;
  readonly sides: readonly ColdSide[];
  readonly rounds: number;
}

export const coldKey = (size: number, side: ColdSide, round: number | "") => `cold/${size}/${side}/${round}`;

/** One more than the warm-up of a container, and those that are measured. */
const QUERIES = 61;
const BUCKET = "bench";

/** Starts containers on an index in S3, alternating with the rivals', unless they have been measured already. */
export async function measureCold(kept: KeptResults, options: ColdPartOptions): Promise<void> {
  const { size, sides, rounds } = options;
  const turns = Array.from({ length: rounds }, (_, index) =>
    sides.map((side) => ({ side, round: index + 1 })),
  ).flat();
  const missing = turns.filter(({ side, round }) => kept.get(coldKey(size, side, round)) === undefined);
  if (missing.length === 0) return;
  await closing(async (closeLater) => {
    const stage = await openStage(kept, options, closeLater);
    const queries = (await preparedQueries(options.corpusPath, QUERIES)).map(({ text }) => text);
    for (const { side, round } of missing) {
      await kept.measure<ColdFigures>(coldKey(size, side, round), () => measureSide(side, stage, queries));
    }
  });
}

interface Stage {
  readonly s3: VersityGateway;
  readonly model: S3Model;
  readonly bundles: { readonly dateline: string; readonly rival: string };
  readonly size: number;
}

/** A server with all indexes, the S3 model in front of it, and the bundled functions. */
async function openStage(
  kept: KeptResults,
  { corpusPath, size, sides }: ColdPartOptions,
  closeLater: CloseLater,
): Promise<Stage> {
  const folder = closeLater(await mkdtemp(join(tmpdir(), "dateline-cold-")), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const s3 = closeLater(await startVersitygw(), (server) => server.stop());
  const model = closeLater(await startS3Model(s3.endpoint), (proxy) => proxy.stop());
  await s3.createBucket(BUCKET);
  const store = new S3ObjectStore({
    bucket: BUCKET,
    prefix: "main",
    endpoint: s3.endpoint,
    region: "us-east-1",
    credentials: s3,
  });
  for (const side of sides.filter((side) => side !== "dateline-whole")) {
    note(`uploading ${side} with ${size} passages`);
    const files =
      side === "scan"
        ? await preparedPassages(corpusPath, size)
        : await buildEngine(kept, { corpusPath, size, engine: side });
    if (files === null) continue;
    if (side === "dateline")
      await publishGeneration({ source: files, target: store, smokeTest: async () => {} });
    else await uploadFolder(files, store, side);
  }
  const bundles = { dateline: join(folder, "dateline"), rival: join(folder, "rival") };
  await bundleFunction({
    entry: "search",
    outFolder: bundles.dateline,
    mapFolder: join(folder, "map"),
    cacheFolder: NATIVES_CACHE,
    modelsFolder: userModelsFolder(),
    modelName: DEFAULT_MODEL_NAME,
  });
  await bundleRival(bundles.dateline, bundles.rival, "bench/cold/rival-function.ts");
  return { s3, model, bundles, size };
}

async function uploadFolder(folder: string, store: S3ObjectStore, prefix: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((file) => file.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const { sha256 } = await hashFile(path);
    await store.putNew(`${prefix}/${relative(folder, path)}`, { path }, { sha256 });
  }
}

async function measureSide(
  side: ColdSide,
  { s3, model, bundles }: Stage,
  queries: readonly string[],
): Promise<ColdFigures> {
  model.clear();
  let [firstRequests, firstBytes] = [0, 0];
  const onWarm = () => {
    firstRequests = model.traffic.requests.length;
    firstBytes = model.traffic.receivedBytes;
  };
  const isOurs = side === "dateline" || side === "dateline-whole";
  const figures: ContainerFigures = await measureContainer({
    bundleFolder: isOurs ? bundles.dateline : bundles.rival,
    environment: environmentOf(side, s3, model.endpoint),
    queries,
    onWarm,
  });
  return {
    firstAnswerMs: figures.firstAnswerMs,
    warmP50Ms: percentile(figures.warmMs, 0.5),
    warmP99Ms: percentile(figures.warmMs, 0.99),
    firstRequests,
    firstBytes,
    rssBytes: figures.coldStart.rssBytes,
  };
}

function environmentOf(side: ColdSide, { accessKeyId, secretAccessKey }: VersityGateway, endpoint: string) {
  return {
    DATELINE_STORE: `s3://${BUCKET}/main`,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    // Measure warm queries only: the check for a newer generation is one small request per minute.
    DATELINE_REFRESH_SECONDS: "3600",
    DATELINE_RANGED_READS: side === "dateline-whole" ? "never" : "auto",
    DATELINE_BENCH_RIVAL: side,
    [RIVALS_VARIABLE]: inRepository("bench/rivals/package.json"),
    // The same under LanceDB's names.
    AWS_ENDPOINT: endpoint,
    AWS_ALLOW_HTTP: "true",
    AWS_REGION: "us-east-1",
  };
}
