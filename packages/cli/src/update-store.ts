import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileObjectStore } from "@dateline/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline/core/adapters/segment/local-segment-format";
import type { CachingEmbedder } from "@dateline/core/caching-embedder";
import { readCurrent } from "@dateline/core/generation/amend-index";
import { DEFAULT_MODEL_NAME } from "@dateline/core/model/model-registry";
import { DEFAULT_OVERLAP_TOKENS, DEFAULT_TARGET_TOKENS } from "@dateline/core/passages/default-lengths";
import type { ObjectStore } from "@dateline/core/ports/object-store";
import { type UpdateOptions, type UpdateReport, updateIndex } from "@dateline/core/update-index";
import type { CliContext } from "./cli-context.ts";
import { openCachingEmbedder } from "./open-caching-embedder.ts";
import { openIdentities } from "./open-identities.ts";
import { reportBuild } from "./terminal/build-progress.ts";
import { removeStaleWorkFolders, workFolderName } from "./work-folder.ts";

/** What an update did, and how many texts it had to embed for it. */
export interface StoreUpdate extends UpdateReport {
  readonly counts: CachingEmbedder["counts"];
}

/** Changes the index of a store with the model that it was built with; a new index gets the default one. */
export async function updateStore(
  store: ObjectStore,
  changes: Omit<UpdateOptions, "targetTokens" | "overlapTokens" | "signal" | "onProgress">,
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
        identities: openIdentities(store),
        format: localSegmentFormat,
        workFolder: await newWorkFolder(store),
      },
      {
        targetTokens: DEFAULT_TARGET_TOKENS,
        overlapTokens: DEFAULT_OVERLAP_TOKENS,
        ...changes,
        signal,
        onProgress: progress.onProgress,
      },
    );
    return { ...report, counts: embedder.counts };
  } finally {
    progress.stop();
    await embedder.close();
  }
}

/** Beside a local index, so that its files need not cross to another disk. */
export async function newWorkFolder(store: ObjectStore): Promise<string> {
  const parent = store instanceof FileObjectStore ? store.folder : tmpdir();
  await removeStaleWorkFolders(parent);
  return join(parent, workFolderName());
}
