/** A search whose results have to be filtered afterwards. */
export interface FilteredSearch<T> {
  /** Finds at most this many rows, best first. */
  readonly search: (limit: number) => readonly T[];
  readonly isAllowed: (row: number) => boolean;
  /** Number of allowed rows. */
  readonly allowed: number;
  /** Number of rows in total. */
  readonly size: number;
}

/** Limits on the searches. */
export interface FetchLimits {
  /** Maximum number of searches. */
  readonly tries: number;
  /** Maximum number of rows to request from one search. */
  readonly most: number;
}

/**
 * Finds the best allowed rows with a search that cannot filter. Requests more rows in proportion to the share
 * that the filter is expected to remove, and doubles the number whenever too few are left.
 *
 * @returns at most `limit` rows, best first; fewer if no more exist or a limit was reached
 */
export function overFetch<T extends { readonly row: number }>(
  { search, isAllowed, allowed, size }: FilteredSearch<T>,
  limit: number,
  { tries, most }: FetchLimits = { tries: Number.POSITIVE_INFINITY, most: size },
): readonly T[] {
  let kept: readonly T[] = [];
  let wanted = Math.ceil((limit * size) / Math.max(1, allowed));
  for (let attempt = 0; attempt < tries; attempt++, wanted *= 2) {
    const fetch = Math.min(wanted, size);
    if (fetch > most) break;
    const found = search(fetch);
    kept = found.filter(({ row }) => isAllowed(row)).slice(0, limit);
    if (kept.length >= limit || found.length < fetch || fetch === size) break;
  }
  return kept;
}
