import { livePassages } from "./indexed-articles.ts";
import type { Manifest, SegmentEntry } from "./manifest.ts";

/**
 * How many segments of one tier are merged into one of the next. Keeps the number of segments small, and
 * copies each passage rarely.
 */
const FAN_OUT = 4;
/** Segments with at most this many passages form the smallest tier. */
const SMALLEST_TIER = 64;
/** A segment that has lost this share of its passages is rewritten without them. */
const MAX_REMOVED_SHARE = 0.25;

/**
 * Chooses the segments to merge, by size-tiered compaction (docs/decisions/0008-segments.md).
 *
 * @param maxPassages skips larger merges
 * @returns in the order of the manifest; none if there is nothing to merge
 */
export function chooseSegments(
  { segments }: Pick<Manifest, "segments">,
  { maxPassages }: { readonly maxPassages: number },
): readonly SegmentEntry[] {
  const tiers = new Map<number, SegmentEntry[]>();
  for (const entry of segments) {
    const tier = tierOf(livePassages(entry));
    tiers.set(tier, [...(tiers.get(tier) ?? []), entry]);
  }
  const fits = (chosen: readonly SegmentEntry[]) =>
    chosen.reduce((sum, entry) => sum + livePassages(entry), 0) <= maxPassages;
  const full = [...tiers]
    .sort(([a], [b]) => a - b)
    .map(([, entries]) => entries)
    .find((entries) => entries.length >= FAN_OUT && fits(entries));
  if (full !== undefined) return full;
  const worn = segments.find((entry) => isWorn(entry) && fits([entry]));
  return worn === undefined ? [] : [worn];
}

/** Chooses all segments, unless the index already is one segment without removed articles. */
export function chooseAll({ segments }: Pick<Manifest, "segments">): readonly SegmentEntry[] {
  const isWhole = segments.length <= 1 && segments.every(({ removed }) => removed.articles === 0);
  return isWhole ? [] : segments;
}

/** 0 for the smallest. Each tier has segments of up to `FAN_OUT` times the passages of the one below. */
function tierOf(passages: number): number {
  return Math.max(0, Math.ceil(Math.log(passages / SMALLEST_TIER) / Math.log(FAN_OUT)));
}

function isWorn(entry: SegmentEntry): boolean {
  return entry.passages - livePassages(entry) > entry.passages * MAX_REMOVED_SHARE;
}
