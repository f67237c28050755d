/** Where some rows have to be left out of what a search finds. */
export interface FilteredSearch<T> {
  /** Finds at most this many rows, best first. */
  readonly search: (limit: number) => readonly T[];
  readonly isAllowed: (row: number) => boolean;
  /** Rows that are allowed. */
  readonly allowed: number;
  /** Rows in all. */
  readonly size: number;
}

/** When to give up. */
export interface FetchLimits {
  /** Searches. */
  readonly tries: number;
  /** Rows that one search is asked for. */
  readonly most: number;
}

/**
 * Finds the best allowed rows with a search that knows nothing of what is allowed: asks for more rows by the share that
 * the filter is expected to remove, and for twice as many each time that this was too few.
 *
 * @returns at most `limit` rows, best first; fewer when there are no more or when the limits were reached
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
