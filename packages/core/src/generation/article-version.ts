import type { Article } from "../types.ts";

/** The times that a version of an article states. */
export type StatedTimes = Pick<Article, "publishedAt" | "updatedAt">;

/** What a version of an article states about itself. */
export interface StatedVersion extends StatedTimes {
  readonly version?: number | null;
}

/** The values that distinguish versions of an article. */
export interface ArticleVersion {
  /** The latest time that it states, a date or a UTC instant. */
  readonly statedAt: string | null;
  /** The version number that its source states, as NewsML-G2 and ninjs do. */
  readonly version: number | null;
}

const DATE_LENGTH = "YYYY-MM-DD".length;
const HOUR_MS = 3_600_000;
/** A day begins in the easternmost zone, UTC+14, and ends in the westernmost, UTC-12. */
const DAY_BEGINS_MS = -14 * HOUR_MS;
const DAY_ENDS_MS = (24 + 12) * HOUR_MS;

export function versionOf(
  { publishedAt, updatedAt }: StatedTimes,
  version: number | null = null,
): ArticleVersion {
  return { statedAt: updatedAt ?? publishedAt, version };
}

/**
 * Compares two versions by their numbers if both have one, whatever their clocks say, and otherwise by their
 * times. A date cannot be ordered against an instant that may be on the same day in some time zone, nor against
 * the same date.
 *
 * @returns less than 0 when `a` is older, more than 0 when `b` is, 0 when it is unknown
 */
export function compareVersions(a: ArticleVersion, b: ArticleVersion): number {
  const byNumber = a.version === null || b.version === null ? 0 : a.version - b.version;
  return byNumber === 0 ? compareTimes(a.statedAt, b.statedAt) : byNumber;
}

/**
 * @returns less than 0 when `a` is known to be before `b`, more than 0 when it is after it, 0 when it is
 *   unknown
 */
export function compareTimes(a: string | null, b: string | null): number {
  if (a === null || b === null) return 0;
  // Two dates usually come from one source, so they are in one zone.
  if (a.length === b.length) return Date.parse(a) - Date.parse(b);
  const [ofA, ofB] = [spanOf(a), spanOf(b)];
  if (ofA.end <= ofB.begin) return -1;
  return ofB.end <= ofA.begin ? 1 : 0;
}

/** The range of possible times, in milliseconds since 1970. */
function spanOf(time: string): { readonly begin: number; readonly end: number } {
  const at = Date.parse(time);
  if (time.length > DATE_LENGTH) return { begin: at, end: at };
  return { begin: at + DAY_BEGINS_MS, end: at + DAY_ENDS_MS };
}

/**
 * True when a version is known to be older than another: see `compareVersions`. Messages may overtake each
 * other, and an older version must not replace a newer one.
 */
export function isOlder(version: StatedVersion, other: StatedVersion): boolean {
  return compareVersions(versionOf(version, version.version), versionOf(other, other.version)) < 0;
}
