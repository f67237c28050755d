import type { Article } from "../types.ts";

/** The times that a version of an article states. */
export type StatedTimes = Pick<Article, "publishedAt" | "updatedAt">;

/** What a version of an article states about itself. */
export interface StatedVersion extends StatedTimes {
  readonly version?: number | null;
  /** True if its latest time names only a month. */
  readonly isMonth?: boolean;
}

/** The values that order versions of an article. */
export interface ArticleVersion {
  /** The latest time that it states, a date or a UTC instant. */
  readonly statedAt: string | null;
  /** The version number that its source states, as NewsML-G2 and ninjs do. */
  readonly version: number | null;
  /** True if `statedAt` is known only to the month. */
  readonly isMonth?: boolean;
}

const DATE_LENGTH = "YYYY-MM-DD".length;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A day begins in the easternmost zone, UTC+14, and ends in the westernmost, UTC-12. */
const DAY_BEGINS_MS = -14 * HOUR_MS;
const DAY_ENDS_MS = (24 + 12) * HOUR_MS;

export function versionOf(
  { publishedAt, updatedAt, isMonth = false }: Omit<StatedVersion, "version">,
  version: number | null = null,
): ArticleVersion {
  return { statedAt: updatedAt ?? publishedAt, version, ...(isMonth && { isMonth }) };
}

/**
 * Compares two versions by number if both have one, otherwise by time. The order of a date and an instant is
 * unknown if the instant falls on that date in some time zone.
 *
 * @returns less than 0 when `a` is older, more than 0 when `b` is, 0 when the order is unknown
 */
export function compareVersions(a: ArticleVersion, b: ArticleVersion): number {
  const byNumber = a.version === null || b.version === null ? 0 : a.version - b.version;
  if (byNumber !== 0) return byNumber;
  if (a.isMonth !== true && b.isMonth !== true) return compareTimes(a.statedAt, b.statedAt);
  return a.statedAt === null || b.statedAt === null ? 0 : compareSpans(spanOfVersion(a), spanOfVersion(b));
}

/**
 * @returns less than 0 when `a` is before `b`, more than 0 when it is after it, 0 when the order is unknown
 */
export function compareTimes(a: string | null, b: string | null): number {
  if (a === null || b === null) return 0;
  // Two dates usually come from one source, and so from one time zone.
  if (a.length === b.length) return Date.parse(a) - Date.parse(b);
  return compareSpans(spanOf(a), spanOf(b));
}

/** A range of possible times, in milliseconds since 1970. */
interface Span {
  readonly begin: number;
  readonly end: number;
}

function compareSpans(a: Span, b: Span): number {
  if (a.end <= b.begin) return -1;
  return b.end <= a.begin ? 1 : 0;
}

function spanOfVersion({ statedAt, isMonth = false }: ArticleVersion): Span {
  const span = spanOf(statedAt ?? "");
  if (!isMonth) return span;
  const month = new Date(statedAt ?? "");
  return { begin: span.begin, end: month.setUTCMonth(month.getUTCMonth() + 1) - DAY_MS + DAY_ENDS_MS };
}

function spanOf(time: string): Span {
  const at = Date.parse(time);
  if (time.length > DATE_LENGTH) return { begin: at, end: at };
  return { begin: at + DAY_BEGINS_MS, end: at + DAY_ENDS_MS };
}

/**
 * True if `compareVersions` knows that a version is older than another. Messages may arrive out of order, and
 * an older version must not replace a newer one.
 */
export function isOlder(version: StatedVersion, other: StatedVersion): boolean {
  return compareVersions(versionOf(version, version.version), versionOf(other, other.version)) < 0;
}
