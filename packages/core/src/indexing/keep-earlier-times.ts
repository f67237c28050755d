import { compareTimes, type StatedTimes } from "../generation/article-version.ts";

/**
 * Keeps the time of first publication for a correction, even if its source moves that date with every edit. The
 * later date becomes the time of the correction.
 */
export function keepEarlierTimes<T extends StatedTimes>(version: T, earlier: StatedTimes): T {
  const stated = [version.publishedAt, earlier.publishedAt].filter((time) => time !== null);
  const publishedAt =
    stated.length === 2 ? earlierOf(stated[0] as string, stated[1] as string) : (stated[0] ?? null);
  const updates = [version.updatedAt, version.publishedAt, earlier.updatedAt];
  const later = updates
    .filter((time): time is string => time !== null)
    .filter((time) => publishedAt === null || compareTimes(time, publishedAt) > 0)
    .sort((a, b) => Date.parse(a) - Date.parse(b));
  return { ...version, publishedAt, updatedAt: later.at(-1) ?? version.updatedAt };
}

/** Drops a latest time that names only a month, because the time of an earlier version is more precise. */
export function preciseTimes<T extends StatedTimes>(version: T, isMonth: boolean): T {
  if (!isMonth) return version;
  return { ...version, ...(version.updatedAt === null ? { publishedAt: null } : { updatedAt: null }) };
}

/** If a date and an instant may be on the same day, returns the instant, which is more precise. */
function earlierOf(a: string, b: string): string {
  const order = compareTimes(a, b);
  if (order !== 0) return order < 0 ? a : b;
  return a.length >= b.length ? a : b;
}
