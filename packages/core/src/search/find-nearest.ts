import type { RowSet } from "../ports/row-set.ts";
import type { Segment } from "../ports/segment.ts";
import type { Neighbor } from "../ports/vector-index.ts";
import type { Embedding } from "../types.ts";

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
