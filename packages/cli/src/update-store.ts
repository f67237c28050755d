import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import type { CachingEmbedder } from "@dateline-search/core/embedding/caching-embedder";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import type { GenerationAuthor } from "@dateline-search/core/generation/generation-author";
import {
  IndexWriter,
  type RecentFolder,
  type WriteOptions,
} from "@dateline-search/core/indexing/index-writer";
import type { UpdateReport } from "@dateline-search/core/indexing/update-index";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import type { CliContext } from "./cli-context.ts";
import { cacheLocation } from "./environment.ts";
import { openCachingEmbedder } from "./open-caching-embedder.ts";
import { openIdentities } from "./open-identities.ts";
import { isUrl } from "./open-store.ts";
import { tellWait } from "./terminal/describe-wait.ts";
import { reportBuild } from "./terminal/report-progress.ts";
import { newWorkFolder } from "./work-folder.ts";

/** Keep newer files: several commands may add at once and share the cache. */
const LONGEST_DOWNLOAD_MS = 3_600_000;
/** Larger merges take a while. "dateline compact" does them. */
const AUTOMATIC_PASSAGES = 16_384;

/** The result of an update, with the number of texts that were embedded. */
export interface StoreUpdate extends UpdateReport {
  readonly counts: CachingEmbedder["counts"];
}

export interface StoreChanges
  extends Omit<WriteOptions, "targetTokens" | "overlapTokens" | "signal" | "onProgress"> {
  readonly author: GenerationAuthor;
}

/** Updates a store's index with the model that built it. A new index uses the default model. */
export async function updateStore(
  store: ObjectStore,
  { author, ...changes }: StoreChanges,
  context: CliContext,
): Promise<StoreUpdate> {
  const { signal } = context;
  const { manifest } = await readCurrent(store, { signal });
  const embedder = await openCachingEmbedder(manifest?.model.name ?? DEFAULT_MODEL_NAME, context);
  const progress = reportBuild(context.stderr);
  const writer = new IndexWriter({
    store,
    embedder,
    author,
    identities: openIdentities(store),
    format: localSegmentFormat,
    recent: recentFolder(store),
    // Updates and compactions remove their own work folders.
    inWorkFolder: async (work) => await work(await newWorkFolder(store)),
  });
  try {
    const report = await writer.update({
      ...changes,
      signal,
      onProgress: progress.onProgress,
      onWait: tellWait(context.stderr),
    });
    return {
      ...report,
      ...(await compactAfter(writer, context)),
      counts: embedder.counts,
    };
  } finally {
    progress.stop();
    await embedder.close();
  }
}

/** Opens a local index in place, and caches the latest segments of a bucket. */
function recentFolder(store: ObjectStore): RecentFolder {
  if (store instanceof FileObjectStore) return { folder: store.folder, isStore: true };
  const location = cacheLocation();
  const folder = isUrl(location) ? join(tmpdir(), "dateline-segments") : resolve(location, "segments");
  return { folder, minAgeMs: LONGEST_DOWNLOAD_MS };
}

/** Keeps the number of segments small. A failure here does not undo the update. */
async function compactAfter(
  writer: IndexWriter,
  { stderr, signal }: CliContext,
): Promise<Partial<Pick<UpdateReport, "generation" | "manifest">>> {
  try {
    const options = { maxPassages: AUTOMATIC_PASSAGES, signal, onWait: tellWait(stderr) };
    const compacted = await writer.compactIfChanged(options);
    return compacted === undefined ? {} : { generation: compacted.generation, manifest: compacted.manifest };
  } catch (error) {
    stderr.write(`The index grew, but was not compacted: ${(error as Error).message}\n`);
    return {};
  }
}
