import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import type { Manifest } from "@dateline-search/core/generation/manifest";
import type { OpenGeneration } from "@dateline-search/core/generation/open-generation";
import { openRecentSegments } from "@dateline-search/core/indexing/open-recent-segments";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";

/**
 * Opens every segment of a generation of a store.
 *
 * @param folder for downloads; a local index is opened in place
 */
export async function openWholeGeneration(
  store: ObjectStore,
  { id, manifest }: { readonly id: string; readonly manifest: Manifest },
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<OpenGeneration> {
  const local = store instanceof FileObjectStore ? store.folder : join(folder, "segments");
  const context = { store, format: localSegmentFormat, folder: local, maxBytes: Number.POSITIVE_INFINITY };
  const { segments, close } = await openRecentSegments(context, manifest, { signal });
  return { id, manifest, segments, isWhole: true, close };
}
