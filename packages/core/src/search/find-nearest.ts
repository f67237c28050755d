import { overFetch } from "../ports/over-fetch.ts";
import type { RowSet } from "../ports/row-set.ts";
import type { Segment } from "../ports/segment.ts";
import type { Neighbor } from "../ports/vector-index.ts";
import type { Embedding, SegmentPlan } from "../types.ts";

/** Up to this many passages, a scan takes no longer than a search of the graph, and misses nothing. */
const EXACT_SCAN_PASSAGES = 20_000;

/**
 * With a filter, HNSW has to find so many more than requested that a scan stays faster for longer (`npm run
 * bench:filters`).
 */
const EXACT_SCAN_FILTERED_PASSAGES = 50_000;

/** The search in one segment. */
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
 * Queries the graph, at most twice. The allowed passages may be far from the query. A scan then finds them
 * sooner, because its time does not depend on where they are.
 */
export function searchGraph(segment: Segment, query: NearestQuery): readonly Neighbor[] {
  const { embedding, allowed, limit } = query;
  if (allowed === null) return segment.approximate.search(embedding, limit);
  const size = segment.passages.passageCount;
  const found = overFetch(
    {
      search: (fetch) => segment.approximate.search(embedding, fetch),
      isAllowed: (row) => allowed.has(row),
      allowed: allowed.count,
      size,
    },
    limit,
    { tries: 2, most: size / 2 },
  );
  return found.length < limit ? scanNearest(segment, query) : found;
}

/**
 * Whether to scan the allowed passages instead of querying HNSW.
 *
 * @param allowed how many rows the filter allows; `null` when there is no filter
 * @param exactScanPassages maximum number of scanned passages, instead of the measured defaults
 */
export function planSegment(
  { passages, allowed }: { readonly passages: number; readonly allowed: number | null },
  exactScanPassages?: number,
): SegmentPlan {
  const measured = allowed === null ? EXACT_SCAN_PASSAGES : EXACT_SCAN_FILTERED_PASSAGES;
  if ((allowed ?? passages) <= (exactScanPassages ?? measured)) return "exact-scan";
  return allowed === null ? "hnsw" : "hnsw-filtered";
}
