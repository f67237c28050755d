import { join } from "node:path";
import { fetchSegments } from "../generation/fetch-segments.ts";
import { hideRemoved } from "../generation/hide-removed.ts";
import type { Manifest, SegmentEntry } from "../generation/manifest.ts";
import { uniteStories } from "../generation/unite-stories.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import type { Segment } from "../ports/segment.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";

export interface RecentSegmentsContext {
  readonly store: ObjectStore;
  readonly format: SegmentFormat;
  /** Keeps segments between updates, laid out like the store. May be the store itself. */
  readonly folder: string;
  /** Maximum total size of opened files. Skips older segments. */
  readonly maxBytes: number;
}

/** Open segments, which the caller has to close. */
export interface OpenSegments {
  /** In the order in which they were added. */
  readonly segments: readonly Segment[];
  readonly entries: readonly SegmentEntry[];
  close(): void;
}

/**
 * Opens the most recent segments, as many as fit. Reports of one event come within days, so these most likely
 * contain the story of a new article.
 *
 * @throws DatelineError as `ObjectStore.getToFile` and `SegmentFormat.open`
 */
export async function openRecentSegments(
  { store, format, folder, maxBytes }: RecentSegmentsContext,
  manifest: Manifest,
  options: RequestOptions = {},
): Promise<OpenSegments> {
  const entries = recentEntries(manifest, maxBytes);
  await fetchSegments(store, { folder, entries, forUpdates: true }, options);
  const segments: Segment[] = [];
  const close = () => {
    for (const segment of segments) segment.close();
  };
  try {
    for (const { id, removed } of entries) {
      const segment = format.open(join(folder, "segments", id), manifest.model.dimensions);
      segments.push(hideRemoved(segment, removed.passages));
    }
    return { segments: uniteStories(segments), entries, close };
  } catch (error) {
    close();
    throw error;
  }
}

function recentEntries({ segments }: Manifest, maxBytes: number): readonly SegmentEntry[] {
  let bytes = 0;
  let first = segments.length;
  for (; first > 0; first--) {
    bytes += sizeOf(segments[first - 1] as SegmentEntry);
    if (bytes > maxBytes) break;
  }
  return segments.slice(first);
}

function sizeOf({ files, updateFiles }: SegmentEntry): number {
  return Object.values({ ...files, ...updateFiles }).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
