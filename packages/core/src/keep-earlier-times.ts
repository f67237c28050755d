import type { Article } from "./types.ts";

/** The times that a version of an article states. */
export type StatedTimes = Pick<Article, "publishedAt" | "updatedAt">;

/**
 * A correction keeps when the article was first published, also when its source moves that date with every edit: the
 * later date then is the time of the correction.
 */
export function keepEarlierTimes<T extends StatedTimes>(version: T, earlier: StatedTimes): T {
  const stated = [version.publishedAt, earlier.publishedAt].filter((time) => time !== null).sort();
  const publishedAt = stated[0] ?? null;
  const updates = [version.updatedAt, version.publishedAt, earlier.updatedAt];
  const later = updates
    .filter((time) => time !== null && (publishedAt === null || time > publishedAt))
    .sort();
  return { ...version, publishedAt, updatedAt: later.at(-1) ?? version.updatedAt };
}

/**
 * True when both versions say when they were written and the first was before the second. Messages may overtake each
 * other on their way, and the older version must not replace the newer one.
 */
export function isOlder(version: StatedTimes, other: StatedTimes): boolean {
  const [time, otherTime] = [version.updatedAt ?? version.publishedAt, other.updatedAt ?? other.publishedAt];
  return time !== null && otherTime !== null && time < otherTime;
}
