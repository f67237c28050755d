import type { PassageKeys } from "../ports/story-table.ts";
import type { Query, TimeFrame } from "../types.ts";
import { type DayRange, daysIn } from "./calendar-day.ts";
import { byScore, type ScoredCandidate } from "./fuse-scores.ts";
import { localDay } from "./local-day.ts";

/** What an article far from the time that a query names keeps of its score: the rest is for those that are near. */
const SHARE_OF_ANY_TIME = 0.5;
/** A query that names a year does not want what is from the year before as well as one that names a month. */
const MAX_FRAME_HALF_LIFE_DAYS = 30;
const DAY_MS = 86_400_000;

/** How time counts in the score of a query. */
export interface RecencyRule {
  /** How far an article is from the time that is wanted, 0 within it. */
  readonly distanceDays: (publishedAt: string) => number;
  readonly halfLifeDays: number;
  /** 0…1: what of the score is left for an article that is far away. */
  readonly floor: number;
}

/**
 * Decides whether time counts. A half-life that is asked for decays the whole score; a time that the query only names
 * halves what is far from it, so that a better answer of another day can still come first.
 *
 * @param now UTC instant, for queries that are not asked as of another
 * @returns `null` when it does not
 */
export function recencyRule(
  query: Query,
  timeFrame: Pick<TimeFrame, "from" | "to"> | null,
  now: string,
): RecencyRule | null {
  const { halfLifeDays, sort, asOf } = query;
  if (halfLifeDays === 0 || sort !== "relevance") return null;
  if (timeFrame !== null) {
    return {
      distanceDays: (publishedAt) => daysOutside(localDay(publishedAt, query.timeZone), timeFrame),
      halfLifeDays: halfLifeDays ?? Math.min(daysIn(timeFrame), MAX_FRAME_HALF_LIFE_DAYS),
      floor: halfLifeDays === null ? SHARE_OF_ANY_TIME : 0,
    };
  }
  if (halfLifeDays === null) return null;
  return { distanceDays: (publishedAt) => ageInDays(publishedAt, asOf ?? now), halfLifeDays, floor: 0 };
}

/**
 * Multiplies scores by how near in time their articles are, and ranks anew. Nothing is lost. An article without a date
 * is as near as the farthest: it shall neither win nor lose by saying nothing.
 *
 * @param keys of each candidate
 */
export function weighRecency(
  ranked: readonly ScoredCandidate[],
  keys: readonly Pick<PassageKeys, "publishedAt">[],
  rule: RecencyRule,
): readonly ScoredCandidate[] {
  const recencies = keys.map(({ publishedAt }) =>
    publishedAt === null ? null : 0.5 ** (rule.distanceDays(publishedAt) / rule.halfLifeDays),
  );
  const dated = recencies.filter((recency) => recency !== null);
  if (dated.length === 0) return ranked;
  const farthest = Math.min(...dated);
  return ranked
    .map((candidate, index) => {
      const recency = recencies[index] ?? farthest;
      const score = candidate.score * (rule.floor + (1 - rule.floor) * recency);
      return { ...candidate, score, parts: { ...candidate.parts, recency } };
    })
    .sort(byScore);
}

/** Whole days from one to the other: that of a Tuesday from a Monday is 1. */
function daysOutside(day: string, { from, to }: DayRange): number {
  return Math.max(
    0,
    (Date.parse(from) - Date.parse(day)) / DAY_MS,
    (Date.parse(day) - Date.parse(to)) / DAY_MS,
  );
}

/** A date is its whole day; what is yet to come has no age. */
function ageInDays(publishedAt: string, now: string): number {
  const published = Date.parse(publishedAt);
  const end = publishedAt.length === "YYYY-MM-DD".length ? published + DAY_MS - 1 : published;
  return Math.max(0, (Date.parse(now) - end) / DAY_MS);
}
