import type { PassageKeys } from "../ports/story-table.ts";
import type { Collapse, Query, Sort, TimeFrame } from "../types.ts";
import { type DayRange, daysIn, localDay } from "./calendar-day.ts";
import { byScore, type ScoredCandidate } from "./score-candidates.ts";

/** The share of its score that an article far from a named time keeps. The rest depends on closeness. */
const SHARE_OF_ANY_TIME = 0.5;
/** A query about a month also wants the previous month. A query about a year does not want the previous year. */
const MAX_FRAME_HALF_LIFE_DAYS = 30;
const DAY_MS = 86_400_000;

export interface ArrangeOptions extends Pick<Query, "sort" | "collapse"> {
  readonly recency: RecencyRule | null;
  /** Reads the keys for grouping and sorting; called only when needed. */
  readonly keysOf: (candidates: readonly ScoredCandidate[]) => Promise<readonly PassageKeys[]>;
}

/**
 * Turns candidates, best first, into the final hits: applies recency, keeps one per article or story, and
 * sorts by time if requested. Articles without a date come last, in their previous order.
 */
export async function arrangeCandidates(
  ranked: readonly ScoredCandidate[],
  { sort, collapse, recency, keysOf }: ArrangeOptions,
): Promise<readonly ScoredCandidate[]> {
  if (sort === "relevance" && collapse === "none" && recency === null) return ranked;
  const keys = await keysOf(ranked);
  const keysOfCandidate = new Map(
    ranked.map((candidate, index) => [idOf(candidate), keys[index] as PassageKeys]),
  );
  const keyOf = (candidate: ScoredCandidate) => keysOfCandidate.get(idOf(candidate)) as PassageKeys;
  const weighed = recency === null ? ranked : weighRecency(ranked, keys, recency);
  const collapsed = collapseTo(collapse, weighed, keyOf);
  return sort === "relevance" ? collapsed : inOrderOfTime(collapsed, { sort, keyOf });
}

type KeyOf = (candidate: ScoredCandidate) => PassageKeys;

/** Keeps the best of each group, in order. */
function collapseTo(
  collapse: Collapse,
  ranked: readonly ScoredCandidate[],
  keyOf: KeyOf,
): readonly ScoredCandidate[] {
  if (collapse === "none") return ranked;
  const seen = new Set<string>();
  return ranked.filter((candidate) => {
    const { articleId, storyId } = keyOf(candidate);
    const group = collapse === "article" || storyId === null ? `article ${articleId}` : `story ${storyId}`;
    return !seen.has(group) && seen.add(group);
  });
}

function inOrderOfTime(
  ranked: readonly ScoredCandidate[],
  { sort, keyOf }: { readonly sort: TimeOrder; readonly keyOf: KeyOf },
): readonly ScoredCandidate[] {
  return ranked.toSorted((a, b) => compareTimes(keyOf(a).publishedAt, keyOf(b).publishedAt, sort));
}

function idOf({ segment, row }: ScoredCandidate): string {
  return `${segment}:${row}`;
}

/** How time affects the scores of a query. */
export interface RecencyRule {
  /** Distance of an article from the wanted time; 0 within it. */
  readonly distanceDays: (publishedAt: string) => number;
  readonly halfLifeDays: number;
  /** 0…1: the share of the score that a distant article keeps. */
  readonly floor: number;
}

/**
 * Decides whether time counts. An explicit half-life decays the whole score. A time that the query only names at most
 * halves distant scores, so that a better answer from another day can still come first.
 *
 * @param now UTC instant, for queries without `asOf`
 * @returns `null` when time does not count
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
 * Multiplies scores by closeness in time and ranks again. Removes nothing. An article without a date counts as the
 * farthest one.
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

/** In whole days: Tuesday is 1 day outside a range that ends on Monday. */
function daysOutside(day: string, { from, to }: DayRange): number {
  return Math.max(
    0,
    (Date.parse(from) - Date.parse(day)) / DAY_MS,
    (Date.parse(day) - Date.parse(to)) / DAY_MS,
  );
}

/** A date means the end of its day. Future articles have age 0. */
function ageInDays(publishedAt: string, now: string): number {
  const published = Date.parse(publishedAt);
  const end = publishedAt.length === "YYYY-MM-DD".length ? published + DAY_MS - 1 : published;
  return Math.max(0, (Date.parse(now) - end) / DAY_MS);
}

/** Orders other than by score. */
type TimeOrder = Exclude<Sort, "relevance">;

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
