import type { Article } from "../types.ts";

/** The times that a version of an article states. */
export type StatedTimes = Pick<Article, "publishedAt" | "updatedAt">;

/** What a version of an article states of itself. */
export interface StatedVersion extends StatedTimes {
  readonly version?: number | null;
}

/** By what versions of an article are told apart. */
export interface ArticleVersion {
  /** The last time that it states, a date or a UTC instant. */
  readonly statedAt: string | null;
  /** The number that its source gives it, as NewsML-G2 and ninjs do. */
  readonly version: number | null;
}

const DATE_LENGTH = "YYYY-MM-DD".length;

/** What an article says of its version. */
export function versionOf(
  { publishedAt, updatedAt }: StatedTimes,
  version: number | null = null,
): ArticleVersion {
  return { statedAt: updatedAt ?? publishedAt, version };
}

/**
 * Compares two versions by their times, or by their numbers where times do not tell. A date is not told from an instant
 * of its day.
 *
 * @returns less than 0 when `a` is the older, more than 0 when `b` is, 0 when that is not known
 */
export function compareVersions(a: ArticleVersion, b: ArticleVersion): number {
  const byTime = compareTimes(a.statedAt, b.statedAt);
  if (byTime !== 0) return byTime;
  return a.version === null || b.version === null ? 0 : a.version - b.version;
}

function compareTimes(a: string | null, b: string | null): number {
  if (a === null || b === null) return 0;
  const length = a.length === b.length ? a.length : DATE_LENGTH;
  const [first, second] = [a.slice(0, length), b.slice(0, length)];
  return first === second ? 0 : first < second ? -1 : 1;
}

/**
 * True when a version was written before another, by the times that both state, or by their numbers where these are
 * equal. Messages may overtake each other on their way, and the older version must not replace the newer one.
 */
export function isOlder(version: StatedVersion, other: StatedVersion): boolean {
  const [time, otherTime] = [version.updatedAt ?? version.publishedAt, other.updatedAt ?? other.publishedAt];
  if (time !== null && otherTime !== null && time !== otherTime) return time < otherTime;
  const [number, otherNumber] = [version.version ?? null, other.version ?? null];
  return number !== null && otherNumber !== null && number < otherNumber;
}
