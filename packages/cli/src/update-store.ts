import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import type { CachingEmbedder } from "@dateline-search/core/embedding/caching-embedder";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import type { GenerationAuthor } from "@dateline-search/core/generation/generation-author";
import type { Manifest } from "@dateline-search/core/generation/manifest";
import { pruneSegments } from "@dateline-search/core/generation/prune-folder";
import { compactIndex } from "@dateline-search/core/indexing/compact-index";
import { type OpenSegments, openRecentSegments } from "@dateline-search/core/indexing/open-recent-segments";
import {
  type UpdateOptions,
  type UpdateReport,
  updateIndex,
} from "@dateline-search/core/indexing/update-index";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import type { CliContext } from "./cli-context.ts";
import { cacheLocation } from "./folders.ts";
import { openCachingEmbedder } from "./open-caching-embedder.ts";
import { openIdentities } from "./open-identities.ts";
import { isUrl } from "./open-store.ts";
import { tellWait } from "./terminal/describe-wait.ts";
import { reportBuild } from "./terminal/report-progress.ts";
import { newWorkFolder } from "./work-folder.ts";

/** Of the segments in which the stories of new articles are looked for. */
const RECENT_BYTES = 256 * 1024 * 1024;
/** Several commands may add at once and share the cache: what is younger may be on its way to another of them. */
const LONGEST_DOWNLOAD_MS = 3_600_000;
/** Larger merges take a while: "dateline compact" does them. */
const AUTOMATIC_PASSAGES = 16_384;

/** What an update did, and how many texts it had to embed for it. */
export interface StoreUpdate extends UpdateReport {
  readonly counts: CachingEmbedder["counts"];
}

export interface StoreChanges
  extends Omit<UpdateOptions, "targetTokens" | "overlapTokens" | "signal" | "onProgress"> {
  readonly author: GenerationAuthor;
}

/** Changes the index of a store with the model that it was built with; a new index gets the default one. */
export async function updateStore(
  store: ObjectStore,
  { author, ...changes }: StoreChanges,
  context: CliContext,
): Promise<StoreUpdate> {
  const { signal } = context;
  const { manifest } = await readCurrent(store, { signal });
  const embedder = await openCachingEmbedder(manifest?.model.name ?? DEFAULT_MODEL_NAME, context);
  const progress = reportBuild(context.stderr);
  try {
    const report = await updateIndex(
      {
        store,
        embedder,
        author,
        identities: openIdentities(store),
        format: localSegmentFormat,
        openEarlier: async (current) => await openRecent(store, current, signal),
        workFolder: await newWorkFolder(store),
      },
      {
        targetTokens: DEFAULT_TARGET_TOKENS,
        overlapTokens: DEFAULT_OVERLAP_TOKENS,
        ...changes,
        signal,
        onProgress: progress.onProgress,
        onWait: tellWait(context.stderr),
      },
    );
    return {
      ...report,
      ...(await compactAfter({ store, author }, report, context)),
      counts: embedder.counts,
    };
  } finally {
    progress.stop();
    await embedder.close();
  }
}

/** A local index is opened where it is; of a bucket the last segments are kept in the cache. */
async function openRecent(
  store: ObjectStore,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<OpenSegments> {
  const local = store instanceof FileObjectStore ? store.folder : undefined;
  const location = cacheLocation();
  const cache = isUrl(location) ? join(tmpdir(), "dateline-segments") : resolve(location, "segments");
  const folder = local ?? cache;
  const context = { store, format: localSegmentFormat, folder, maxBytes: RECENT_BYTES };
  const opened = await openRecentSegments(context, manifest, { signal });
  if (local === undefined) {
    await pruneSegments(folder, { entries: opened.entries, minAgeMs: LONGEST_DOWNLOAD_MS });
  }
  return opened;
}

/** Keeps the number of segments small. What was added is in the index already, whatever comes of this. */
async function compactAfter(
  { store, author }: { readonly store: ObjectStore; readonly author: GenerationAuthor },
  { passages, removed }: UpdateReport,
  { stderr, signal }: CliContext,
): Promise<Partial<UpdateReport>> {
  if (passages + removed === 0) return {};
  try {
    const { generation, manifest } = await compactIndex(
      {
        store,
        author,
        identities: openIdentities(store),
        format: localSegmentFormat,
        workFolder: await newWorkFolder(store),
      },
      { maxPassages: AUTOMATIC_PASSAGES, signal, onWait: tellWait(stderr) },
    );
    return { generation, manifest };
  } catch (error) {
    stderr.write(`The index grew, but was not compacted: ${(error as Error).message}\n`);
    return {};
  }
}
