import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError, hasCode } from "../errors.ts";
import { makeFolder } from "../files/make-folder.ts";
import { type Amendment, amendIndex, readCurrent, waitForOthers } from "../generation/amend-index.ts";
import { SAME_ARTICLES } from "../generation/assert-articles.ts";
import { chooseAll, chooseSegments } from "../generation/compaction-policy.ts";
import { fetchSegments } from "../generation/fetch-segments.ts";
import type { GenerationAuthor } from "../generation/generation-author.ts";
import type { IdentityReader } from "../generation/identity-reader.ts";
import { livePassages, withSegments } from "../generation/indexed-articles.ts";
import type { CollectionWait } from "../generation/lock-watch.ts";
import type { Manifest, SegmentEntry } from "../generation/manifest.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";
import { carryRemovals, type RewrittenSegment } from "./carry-removals.ts";
import { type MergePart, mergeSegments } from "./merge-segments.ts";

/** Consecutive merges that are wasted by changes of others before a compaction gives up. */
const MAX_LOST = 8;
/** Far more than an index needs at once. The next compaction continues. */
const MAX_MERGES = 256;

export interface CompactContext {
  readonly store: ObjectStore;
  readonly format: SegmentFormat;
  readonly identities: IdentityReader;
  readonly author?: GenerationAuthor | undefined;
  /** A folder for this compaction alone, which creates it and always removes it at the end. */
  readonly workFolder: string;
}

export interface CompactOptions {
  /** Merges everything into one segment, regardless of the policy. */
  readonly all?: boolean | undefined;
  /** Rewrites only the segments with these ids. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Maximum number of passages per merge; no limit if absent. */
  readonly maxPassages?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CompactProgress) => void) | undefined;
  /** Called repeatedly while it waits for a garbage collection. */
  readonly onWait?: ((wait: CollectionWait) => void) | undefined;
}

/** Progress of one merge. */
export type CompactProgress =
  | { readonly stage: "fetch"; readonly segments: number; readonly passages: number }
  | { readonly stage: "merge"; readonly done: number; readonly total: number }
  | { readonly stage: "write" };

/** The result of a compaction. */
export interface CompactReport {
  /** The current generation; `null` if there is no index. */
  readonly generation: string | null;
  readonly manifest: Manifest | null;
  /** Number of segments that each merge replaced. */
  readonly merged: readonly number[];
  /** Passages that were copied. */
  readonly passages: number;
}

/**
 * Merges segments until the policy is satisfied. Answers do not change. Others may add and remove articles
 * meanwhile. If it stops at any point, the existing segments keep answering.
 *
 * @throws DatelineError as `readCurrent` and `IdentityReader.read`; `write-conflict` when others keep changing
 *   the segments that it merges; `disk-full`; `aborted`
 */
export async function compactIndex(
  context: CompactContext,
  options: CompactOptions = {},
): Promise<CompactReport> {
  const merged: number[] = [];
  let passages = 0;
  try {
    for (let lost = 0; ; ) {
      const { generation, manifest } = await readCurrent(context.store, options);
      const chosen = manifest === null ? [] : choose(manifest, options);
      const isDone = chosen.length === 0 || merged.length === MAX_MERGES;
      if (manifest === null || isDone) return { generation, manifest, merged, passages };
      await makeFolder(context.workFolder);
      if (!(await replaceByOne(context, { manifest, chosen }, options))) {
        if (++lost === MAX_LOST) throw alwaysLost();
        await waitForOthers("compact the index", { conflicts: lost, signal: options.signal });
        continue;
      }
      lost = 0;
      merged.push(chosen.length);
      passages += chosen.reduce((sum, entry) => sum + livePassages(entry), 0);
    }
  } finally {
    await rm(context.workFolder, { recursive: true, force: true });
  }
}

function alwaysLost(): DatelineError {
  return new DatelineError(
    "write-conflict",
    `Cannot compact the index: other writers changed the segments during ${MAX_LOST} consecutive merges; nothing is lost, run it again when there are fewer changes`,
  );
}

function choose(
  manifest: Manifest,
  { all = false, only, maxPassages = Number.POSITIVE_INFINITY }: CompactOptions,
): readonly SegmentEntry[] {
  if (only !== undefined) return manifest.segments.filter(({ id }) => only.has(id));
  return all ? chooseAll(manifest) : chooseSegments(manifest, { maxPassages });
}

interface Replacement {
  readonly manifest: Manifest;
  readonly chosen: readonly SegmentEntry[];
}

/** @returns false if changes of other writers made the merge obsolete */
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
      context,
      (current) => substitute(current, { chosen: replacement.chosen, merged, folder }),
      options,
    );
    return isNew;
  } catch (error) {
    const isGone = hasCode(error, "object-missing");
    if (isGone && !(await isCurrent(context.store, replacement, options))) return false;
    throw error;
  } finally {
    await rm(context.workFolder, { recursive: true, force: true });
  }
}

/** True if the index still contains all chosen segments, so that garbage collection has not deleted them. */
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
): Promise<RewrittenSegment> {
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

/**
 * Replaces the chosen segments with the merged one.
 *
 * @returns `null` if the merge no longer fits the index and has to be repeated
 */
function substitute(
  current: Manifest | null,
  { chosen, merged, folder }: Pick<Replacement, "chosen"> & { merged: RewrittenSegment; folder: string },
): Amendment | null {
  if (current === null || current.segments.some(({ id }) => id === merged.entry.id)) return null;
  const entry = carryRemovals(merged, chosen, current);
  if (entry === null) return null;
  const inputs = new Set(chosen.map(({ id }) => id));
  const first = current.segments.find(({ id }) => inputs.has(id));
  const segments = current.segments.flatMap((other) =>
    other === first ? [entry] : inputs.has(other.id) ? [] : [other],
  );
  const manifest = withSegments(current, segments);
  return { manifest, segment: { entry, folder }, change: SAME_ARTICLES };
}
