import type { Sort } from "../types.ts";

/** Orders other than by score. */
export type TimeOrder = Exclude<Sort, "relevance">;

/**
 * Compares two `publishedAt` for sorting, latest or oldest first. Articles without a date come last in either
 * order.
 *
 * @returns negative when `a` comes first, positive when `b` does, 0 for a tie
 */
export function compareTimes(a: string | null, b: string | null, order: TimeOrder): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b === (order === "oldest") ? -1 : 1;
}
