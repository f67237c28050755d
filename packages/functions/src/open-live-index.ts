import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { readModelRecords } from "@dateline-search/core/adapters/model/model-folder";
import { CountingObjectStore } from "@dateline-search/core/adapters/object-store/counting-object-store";
import { openObjectStore } from "@dateline-search/core/adapters/object-store/open-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError } from "@dateline-search/core/errors";
import { searchedObjects, totalBytes } from "@dateline-search/core/generation/generation-objects";
import type { Manifest } from "@dateline-search/core/generation/manifest";
import { checkModel } from "@dateline-search/core/generation/open-generation";
import { assertSigned } from "@dateline-search/core/generation/signature";
import type { RangedReading } from "@dateline-search/core/live/generation-folder";
import { LiveGeneration } from "@dateline-search/core/live/live-generation";
import type { LiveGenerationStatus } from "@dateline-search/core/live/live-generation-status";
import type { SearchEngine } from "@dateline-search/core/search/search-engine";
import type { ColdStart } from "./cold-start.ts";
import type { FunctionOptions } from "./function-options.ts";
import type { GenerationStatus } from "./generation-status.ts";

/** Shorter than the function's timeout, because a later attempt may succeed and the caller needs an answer. */
const S3_LIMITS = {
  maxAttempts: 3,
  connectTimeoutMs: 2_000,
  idleTimeoutMs: 5_000,
  requestTimeoutMs: 15_000,
} as const;

/**
 * Downloads and opens the generation that `latest.json` names, and follows later ones.
 *
 * @throws DatelineError when it cannot be read, or `model-mismatch` before anything large is downloaded
 */
export async function openLiveIndex(options: FunctionOptions, coldStart: ColdStart): Promise<SearchEngine> {
  const onRequest = () => {
    coldStart.countRequest({ isForFile: store.counts.getToFile !== undefined });
  };
  const s3 = { ...S3_LIMITS, endpoint: options.s3Endpoint, onRequest };
  const store: CountingObjectStore = new CountingObjectStore(await openObjectStore(options.store, { s3 }));
  const folder = join(options.cacheFolder, "dateline");
  const live = new LiveGeneration({
    store,
    folder,
    format: coldStart.timingOpen(localSegmentFormat),
    checkManifest: async (manifest, generation) => {
      await assertSigned(store, generation, { keys: options.trustedKeys });
      await checkManifest(manifest, options);
    },
    refreshMs: options.refreshMs,
    ranged: rangedReading(folder, options),
  });
  coldStart.countBytes = () => store.total.bytes;
  try {
    await live.refreshNow();
  } catch (error) {
    await live.close();
    throw error;
  }
  return {
    use: async (work) => await live.use(work),
    useKept: async (id, work) => await live.useKept(id, work),
    refreshNow: async () => await live.refreshNow(),
    describe: () => describe(live.status),
  };
}

/**
 * Downloading this much takes 0.4 s from S3. Reading an answer in ranges is hardly faster: three reads of a few dozen
 * requests each.
 */
const LEAST_RANGED_BYTES = 32e6;
/** Share of the function's memory that an index may take. Node, the model and queries need the rest. */
const SHARE_OF_MEMORY = 0.5;
/** Bytes of memory per passage on top of its int8 embedding, within a few per cent: links, lengths and columns. */
const BYTES_BESIDE_EMBEDDING = 250;

/** How the index may answer before all of it is local. */
function rangedReading(
  folder: string,
  { rangedReads, memoryBytes }: Pick<FunctionOptions, "rangedReads" | "memoryBytes">,
): RangedReading | undefined {
  if (rangedReads === undefined || rangedReads === "never") return undefined;
  if (rangedReads === "always") return { leastBytes: 0, mayBeWhole: () => false };
  return {
    leastBytes: LEAST_RANGED_BYTES,
    mayBeWhole: async (manifest) => {
      const passages = manifest.segments.reduce((sum, segment) => sum + segment.passages, 0);
      const inMemory = passages * (manifest.model.dimensions + BYTES_BESIDE_EMBEDDING);
      if (memoryBytes !== undefined && inMemory > SHARE_OF_MEMORY * memoryBytes) return false;
      const { bavail, bsize } = await statfs(folder);
      return totalBytes(searchedObjects(manifest)) <= bavail * bsize;
    },
  };
}

/**
 * Compares the manifest with the record of the model's files instead of the loaded model, so that the download does not
 * wait for the model to load.
 */
export async function checkManifest(
  manifest: Pick<Manifest, "model">,
  { modelsFolder, model: modelName }: Pick<FunctionOptions, "modelsFolder" | "model">,
): Promise<void> {
  const record = (await readModelRecords({ modelsFolder, modelName })).int8;
  // Without a record, opening the model reports what is wrong.
  if (record !== undefined) checkModel(manifest, { modelName, fingerprint: record.fingerprint });
}

function describe({
  generation,
  manifest,
  publishedAt,
  checkedAt,
  lastError,
}: LiveGenerationStatus): GenerationStatus {
  if (generation === null || manifest === null || publishedAt === null || checkedAt === null) {
    throw new DatelineError("internal", "Cannot describe the index: it is not open");
  }
  return {
    generation,
    publishedAt: publishedAt.toISOString(),
    // The time of publication is from another machine's clock.
    ageMs: Math.max(0, Date.now() - publishedAt.getTime()),
    checkedAt: checkedAt.toISOString(),
    refreshError: lastError?.code ?? null,
    model: manifest.model.name,
    articles: manifest.articles,
    passages: manifest.passages,
  };
}
