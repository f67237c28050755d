import type { StatedTimes } from "./generation/article-version.ts";

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
