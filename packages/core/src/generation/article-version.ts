import type { Article } from "../types.ts";

/** The times that a version of an article states. */
export type StatedTimes = Pick<Article, "publishedAt" | "updatedAt">;

/**
 * True when both versions say when they were written and the first was before the second. Messages may overtake each
 * other on their way, and the older version must not replace the newer one.
 */
export function isOlder(version: StatedTimes, other: StatedTimes): boolean {
  const [time, otherTime] = [version.updatedAt ?? version.publishedAt, other.updatedAt ?? other.publishedAt];
  return time !== null && otherTime !== null && time < otherTime;
}
