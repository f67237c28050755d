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
const HOUR_MS = 3_600_000;
/** A day begins in the easternmost zone, UTC+14, and ends in the westernmost, UTC-12. */
const DAY_BEGINS_MS = -14 * HOUR_MS;
const DAY_ENDS_MS = (24 + 12) * HOUR_MS;

/** What an article says of its version. */
export function versionOf(
  { publishedAt, updatedAt }: StatedTimes,
  version: number | null = null,
): ArticleVersion {
  return { statedAt: updatedAt ?? publishedAt, version };
}

/**
 * Compares two versions by the numbers that both have, whatever their clocks say, else by their times. A date is not told
 * from an instant that may be of its day in some time zone, nor from another date of the same day.
 *
 * @returns less than 0 when `a` is the older, more than 0 when `b` is, 0 when that is not known
 */
export function compareVersions(a: ArticleVersion, b: ArticleVersion): number {
  const byNumber = a.version === null || b.version === null ? 0 : a.version - b.version;
  return byNumber === 0 ? compareTimes(a.statedAt, b.statedAt) : byNumber;
}

/** @returns less than 0 when `a` is known to be before `b`, more than 0 when it is after it, 0 when that is not known */
export function compareTimes(a: string | null, b: string | null): number {
  if (a === null || b === null) return 0;
  // Two dates are of one source as a rule, and so of one zone.
  if (a.length === b.length) return Date.parse(a) - Date.parse(b);
  const [ofA, ofB] = [spanOf(a), spanOf(b)];
  if (ofA.end <= ofB.begin) return -1;
  return ofB.end <= ofA.begin ? 1 : 0;
}

/** When it may have been, in milliseconds since 1970. */
function spanOf(time: string): { readonly begin: number; readonly end: number } {
  const at = Date.parse(time);
  if (time.length > DATE_LENGTH) return { begin: at, end: at };
  return { begin: at + DAY_BEGINS_MS, end: at + DAY_ENDS_MS };
}

/**
 * True when a version is known to be older than another: see `compareVersions`. Messages may overtake each other on their
 * way, and the older version must not replace the newer one.
 */
export function isOlder(version: StatedVersion, other: StatedVersion): boolean {
  return compareVersions(versionOf(version, version.version), versionOf(other, other.version)) < 0;
}
