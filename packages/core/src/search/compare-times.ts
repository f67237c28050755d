import type { Sort } from "../types.ts";

/** The orders that do not go by score. */
export type TimeOrder = Exclude<Sort, "relevance">;

/**
 * Compares two `publishedAt` for sorting, the latest or the oldest first. Articles without a date come last in either order.
 *
 * @returns below 0 when `a` comes first, above when `b` does, 0 when neither has to
 */
export function compareTimes(a: string | null, b: string | null, order: TimeOrder): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b === (order === "oldest") ? -1 : 1;
}
