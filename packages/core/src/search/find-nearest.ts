import { keepNearest } from "../ports/keep-nearest.ts";
import type { Segment } from "../ports/segment.ts";
import type { Neighbor } from "../ports/vector-index.ts";
import type { Embedding } from "../types.ts";

/** What is looked for in one segment. */
export interface NearestQuery {
  readonly embedding: Embedding;
  /** Rows to choose from, ascending; `null` for all. */
  readonly allowed: readonly number[] | null;
  readonly limit: number;
}

/** Compares the query with every allowed passage. */
export function scanNearest(
  segment: Segment,
  { embedding, allowed, limit }: NearestQuery,
): readonly Neighbor[] {
  if (allowed === null) return segment.exact.search(embedding, limit);
  return keepNearest(segment.exact.similarities(embedding, allowed), limit, allowed);
}

/** Asks the graph for more than is wanted by as much as the filter will take away, and for more again if that was too few. */
export function searchGraph(
  segment: Segment,
  { embedding, allowed, limit }: NearestQuery,
): readonly Neighbor[] {
  if (allowed === null) return segment.approximate.search(embedding, limit);
  const permitted = new Set(allowed);
  const total = segment.passages.passageCount;
  let fetch = Math.ceil((limit * total) / allowed.length);
  for (;;) {
    const neighbors = segment.approximate.search(embedding, Math.min(fetch, total));
    const kept = neighbors.filter(({ row }) => permitted.has(row)).slice(0, limit);
    if (kept.length === limit || fetch >= total) return kept;
    fetch *= 2;
  }
}
