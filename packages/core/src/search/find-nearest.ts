import type { RowSet } from "../ports/row-set.ts";
import type { Segment } from "../ports/segment.ts";
import type { Neighbor } from "../ports/vector-index.ts";
import type { Embedding, SegmentPlan } from "../types.ts";

/** Up to this many passages to look at, scanning all of them takes about a millisecond and misses nothing. */
const EXACT_SCAN_PASSAGES = 10_000;

/**
 * With a filter HNSW has to find so much more than is wanted that a scan is faster for longer (`npm run bench:filters`).
 */
const EXACT_SCAN_FILTERED_PASSAGES = 50_000;

/** What is looked for in one segment. */
export interface NearestQuery {
  readonly embedding: Embedding;
  /** Rows to choose from; `null` for all. */
  readonly allowed: RowSet | null;
  readonly limit: number;
}

/** Compares the query with every allowed passage. */
export function scanNearest(
  segment: Segment,
  { embedding, allowed, limit }: NearestQuery,
): readonly Neighbor[] {
  if (allowed === null) return segment.exact.search(embedding, limit);
  return segment.exact.searchAmong(embedding, limit, allowed);
}

/**
 * Asks the graph for more than is wanted by as much as the filter will take away, and once more for twice as many. What the
 * filter allows may lie far from the query: then a scan, which takes the same time whatever is asked, finds it sooner.
 */
export function searchGraph(segment: Segment, query: NearestQuery): readonly Neighbor[] {
  const { embedding, allowed, limit } = query;
  if (allowed === null) return segment.approximate.search(embedding, limit);
  const total = segment.passages.passageCount;
  const expected = Math.ceil((limit * total) / Math.max(1, allowed.count));
  for (const fetch of [expected, 2 * expected]) {
    if (fetch > total / 2) break;
    const kept = segment.approximate.search(embedding, fetch).filter(({ row }) => allowed.has(row));
    if (kept.length >= limit) return kept.slice(0, limit);
  }
  return scanNearest(segment, query);
}

/**
 * Whether the passages that a filter allows are scanned or HNSW is asked for them.
 *
 * @param allowed how many rows the filter allows; `null` when there is no filter
 * @param exactScanPassages up to how many passages are scanned, instead of the measured numbers
 */
export function planSegment(
  { passages, allowed }: { readonly passages: number; readonly allowed: number | null },
  exactScanPassages?: number,
): SegmentPlan {
  const measured = allowed === null ? EXACT_SCAN_PASSAGES : EXACT_SCAN_FILTERED_PASSAGES;
  if ((allowed ?? passages) <= (exactScanPassages ?? measured)) return "exact-scan";
  return allowed === null ? "hnsw" : "hnsw-filtered";
}
