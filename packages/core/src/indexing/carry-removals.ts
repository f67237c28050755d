import { removeFrom } from "../generation/indexed-articles.ts";
import type { Manifest, SegmentEntry } from "../generation/manifest.ts";
import { includesRanges, isInRanges } from "../generation/removed-rows.ts";

/** An article of a rewritten segment, and its place in an input. */
export interface MovedArticle {
  /** Id of the input segment. */
  readonly segment: string;
  /** Row of its first passage there. */
  readonly firstPassage: number;
  /** Number of its passages in the rewritten segment. */
  readonly passages: number;
}

/** A segment that is to replace others. */
export interface RewrittenSegment {
  readonly entry: SegmentEntry;
  /** In row order. */
  readonly articles: readonly MovedArticle[];
}

/**
 * Removes articles from a rewritten segment that others have removed from its inputs meanwhile.
 *
 * @param inputs the entries from which the segment was written
 * @returns `null` if the segment no longer fits the index and has to be written again
 */
export function carryRemovals(
  { entry, articles }: RewrittenSegment,
  inputs: readonly SegmentEntry[],
  { segments }: Manifest,
): SegmentEntry | null {
  const current = new Map(segments.map((segment) => [segment.id, segment]));
  for (const { id, removed } of inputs) {
    const now = current.get(id);
    // Another writer merged a missing segment, or removed all its articles. It is unknown which.
    if (now === undefined) return null;
    // A rollback may bring back a removed article, which was not copied.
    if (!includesRanges(now.removed.passages, removed.passages)) return null;
  }
  const superfluous: { firstPassage: number; passages: number }[] = [];
  let firstPassage = 0;
  for (const { segment, firstPassage: before, passages } of articles) {
    const { removed } = current.get(segment) as SegmentEntry;
    if (isInRanges(removed.passages, before)) superfluous.push({ firstPassage, passages });
    firstPassage += passages;
  }
  return removeFrom(entry, superfluous);
}
