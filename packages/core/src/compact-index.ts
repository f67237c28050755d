import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "./errors.ts";
import { type Amendment, amendIndex, readCurrent } from "./generation/amend-index.ts";
import { chooseAll, chooseSegments } from "./generation/compaction-policy.ts";
import { fetchSegments } from "./generation/fetch-segments.ts";
import type { IdentityReader } from "./generation/identity-reader.ts";
import { livePassages, removeFrom, withSegments } from "./generation/indexed-articles.ts";
import type { CollectionWait } from "./generation/lock-watch.ts";
import type { Manifest, SegmentEntry } from "./generation/manifest.ts";
import { includesRanges, isInRanges } from "./generation/removed-rows.ts";
import { makeFolder } from "./make-folder.ts";
import { type MergedSegment, type MergePart, mergeSegments } from "./merge-segments.ts";
import type { ObjectStore } from "./ports/object-store.ts";
import type { SegmentFormat } from "./ports/segment-format.ts";

export interface CompactContext {
  readonly store: ObjectStore;
  readonly format: SegmentFormat;
  readonly identities: IdentityReader;
  /** A folder of this compaction's own; it is made, and removed at the end however the compaction ends. */
  readonly workFolder: string;
}

export interface CompactOptions {
  /** Makes one segment of everything, whatever the policy says. */
  readonly all?: boolean | undefined;
  /** No merge has more passages; no limit when not given. */
  readonly maxPassages?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CompactProgress) => void) | undefined;
  /** Told from time to time while a garbage collection has to end first. */
  readonly onWait?: ((wait: CollectionWait) => void) | undefined;
}

/** How far the merge of some segments is. */
export type CompactProgress =
  | { readonly stage: "fetch"; readonly segments: number; readonly passages: number }
  | { readonly stage: "merge"; readonly done: number; readonly total: number }
  | { readonly stage: "write" };

/** What a compaction did. */
export interface CompactReport {
  /** Which generation answers now; `null` when there is no index. */
  readonly generation: string | null;
  readonly manifest: Manifest | null;
  /** How many segments became fewer, merge by merge. */
  readonly merged: readonly number[];
  /** Passages that were copied. */
  readonly passages: number;
}

/**
 * Merges segments until the policy is content. What the index answers stays the same, and articles may be added and
 * removed meanwhile; stopped at any point, the segments that were there go on answering.
 *
 * @throws DatelineError as `readCurrent` and `IdentityReader.read`; `write-conflict`, `disk-full`, `aborted`
 */
export async function compactIndex(
  context: CompactContext,
  options: CompactOptions = {},
): Promise<CompactReport> {
  const merged: number[] = [];
  let passages = 0;
  try {
    for (;;) {
      const { generation, manifest } = await readCurrent(context.store, options);
      const chosen = manifest === null ? [] : choose(manifest, options);
      if (manifest === null || chosen.length === 0) return { generation, manifest, merged, passages };
      await makeFolder(context.workFolder);
      if (!(await replaceByOne(context, { manifest, chosen }, options))) continue;
      merged.push(chosen.length);
      passages += chosen.reduce((sum, entry) => sum + livePassages(entry), 0);
    }
  } finally {
    await rm(context.workFolder, { recursive: true, force: true });
  }
}

function choose(
  manifest: Manifest,
  { all = false, maxPassages = Number.POSITIVE_INFINITY }: CompactOptions,
): readonly SegmentEntry[] {
  return all ? chooseAll(manifest) : chooseSegments(manifest, { maxPassages });
}

interface Replacement {
  readonly manifest: Manifest;
  readonly chosen: readonly SegmentEntry[];
}

/** @returns false when other writers changed the index meanwhile so that the merge does not fit it any more */
async function replaceByOne(
  context: CompactContext,
  replacement: Replacement,
  options: CompactOptions,
): Promise<boolean> {
  const folder = join(context.workFolder, "merged");
  try {
    await makeFolder(folder);
    const merged = await fetchAndMerge(context, replacement, { ...options, folder });
    options.onProgress?.({ stage: "write" });
    const { isNew } = await amendIndex(
      context.store,
      (current) => substitute(current, { chosen: replacement.chosen, merged, folder }),
      options,
    );
    return isNew;
  } catch (error) {
    const isGone = error instanceof DatelineError && error.code === "object-missing";
    if (isGone && !(await isCurrent(context.store, replacement, options))) return false;
    throw error;
  } finally {
    await rm(context.workFolder, { recursive: true, force: true });
  }
}

/** Garbage collection takes segments only once the index has them no more. */
async function isCurrent(
  store: ObjectStore,
  { chosen }: Replacement,
  options: CompactOptions,
): Promise<boolean> {
  const { manifest } = await readCurrent(store, options);
  const ids = new Set(manifest?.segments.map(({ id }) => id));
  return chosen.every(({ id }) => ids.has(id));
}

async function fetchAndMerge(
  { store, format, identities, workFolder }: CompactContext,
  { manifest, chosen }: Replacement,
  { folder, signal, onProgress }: CompactOptions & { readonly folder: string },
): Promise<MergedSegment> {
  const { dimensions } = manifest.model;
  const total = chosen.reduce((sum, entry) => sum + livePassages(entry), 0);
  onProgress?.({ stage: "fetch", segments: chosen.length, passages: total });
  const parts: MergePart[] = [];
  try {
    for (const entry of chosen) {
      await fetchSegments(store, { folder: workFolder, entries: [entry] }, { signal });
      const partFolder = join(workFolder, "segments", entry.id);
      const table = await identities.read(entry, { signal });
      parts.push({ entry, segment: format.open(partFolder, dimensions), identities: table });
    }
    let done = 0;
    const onPassages = (count: number) => {
      done += count;
      onProgress?.({ stage: "merge", done, total });
    };
    return await mergeSegments(parts, { format, dimensions, folder, signal, onProgress: onPassages });
  } finally {
    for (const { segment } of parts) segment.close();
  }
}

/** Puts the merged segment in the place of the first; what was removed of the others meanwhile is removed of it too. */
function substitute(
  current: Manifest | null,
  { chosen, merged, folder }: Pick<Replacement, "chosen"> & { merged: MergedSegment; folder: string },
): Amendment | null {
  const ids = new Set(chosen.map(({ id }) => id));
  const inputs = new Map(current?.segments.filter(({ id }) => ids.has(id)).map((entry) => [entry.id, entry]));
  // A segment of which everything was removed is not in the index any more, and what it had is removed here.
  if (current === null || inputs.size === 0) return null;
  // After a rollback an article that was removed, and so was not copied, can be there again.
  if (chosen.some(({ id, removed }) => !stillRemoves(inputs.get(id), removed))) return null;
  const superfluous: { firstPassage: number; passages: number }[] = [];
  let firstPassage = 0;
  for (const { segment, firstPassage: before, passages } of merged.articles) {
    const input = inputs.get(segment);
    const isRemoved = input === undefined || isInRanges(input.removed.passages, before);
    if (isRemoved) superfluous.push({ firstPassage, passages });
    firstPassage += passages;
  }
  const entry = removeFrom(merged.entry, superfluous);
  const [first] = inputs.keys();
  const segments = current.segments.flatMap((other) =>
    other.id === first ? [entry] : inputs.has(other.id) ? [] : [other],
  );
  return { manifest: withSegments(current, segments), segment: { entry, folder } };
}

/** True when what was removed of a segment still is; of one that is gone everything is. */
function stillRemoves(now: SegmentEntry | undefined, removed: SegmentEntry["removed"]): boolean {
  return now === undefined || includesRanges(now.removed.passages, removed.passages);
}
