import {
  compareReports,
  daysBetween,
  isTemplate,
  type ReportComparison,
  type WeightOf,
} from "./compare-reports.ts";
import { findCopies, type SharedRun } from "./find-copies.ts";
import { eventOdds, quotesOnly } from "./same-event.ts";
import type { StoryBook, StoryReport } from "./story-book.ts";
import type { StorySource } from "./story-source.ts";

/** Nearest passages to fetch from each segment. */
const NEIGHBORS = 48;
/** Maximum articles to fetch for each run of words. */
const ARTICLES_PER_HASH = 50;
/** Maximum nearby articles to compare word by word. */
const MAX_COMPARED = 24;
/** Maximum copies to compare word by word. Copies in one story count once. */
const MAX_COPIES = 5;
/** Maximum days between reports of one event. */
const EVENT_DAYS = 2;
/** Maximum days between copies. */
const COPY_DAYS = 14;
/** Maximum days from the first report of an event to the last. */
const STORY_DAYS = 5;
/** Maximum stories to consider, and members of each to compare. */
const MAX_STORIES = 5;
const MAX_MEMBERS = 10;
/** Stories are considered only if a report exceeds these odds. */
const POSSIBLE_ODDS = -2;
/** A single pair counts at most this much for or against. */
const MAX_ODDS = 5;
const COPY_ODDS = 2 * MAX_ODDS;
/** Weight of the story as a whole in the odds. The rest is the mean over its members. */
const WHOLE_SHARE = 0.65;
/** Minimum log odds for an article to join a story. */
const JOIN_ODDS = 0.45;
/** Minimum log odds for two stories to become one. */
const UNITE_ODDS = 1;
/**
 * An article that belongs to both stories with these odds proves that they are one, unless their own odds are
 * below the second value.
 */
const PROOF_ODDS = 2.5;
const CONTRADICTING_ODDS = -2;
/** The same for an article that copies both. Only stories that can never be one contradict it. */
const CONTRADICTING_COPY_ODDS = -4.5;

export interface StorySearch {
  readonly book: StoryBook;
  readonly sources: readonly StorySource[];
  readonly weightOf: WeightOf;
  /** True if a report may join only by equal runs of words. */
  readonly isCopyOnly: boolean;
}

/** The story of a report. If it belongs to several, they are united under the id of the first. */
export interface FoundStory {
  readonly storyId: string;
  readonly others: readonly string[];
}

/**
 * The story that a report belongs to: that of an article of which it is a copy, else the one whose members it
 * resembles most on average. Articles without a date join only as copies, since a follow-up of next month
 * says nearly the same.
 */
export function findStory(report: StoryReport, search: StorySearch): FoundStory | undefined {
  const pairs = new PairOdds(search);
  const copied = copiesOf(report, pairs, search);
  const candidates = new Set(copied);
  if (!search.isCopyOnly) {
    for (const story of likelyStories(report, pairs, search)) candidates.add(story);
  }
  const scores = [...candidates]
    .map((storyId) => {
      const score = copied.has(storyId)
        ? COPY_ODDS
        : storyOdds(report, search.book.membersOf(storyId), pairs);
      return { storyId, score };
    })
    .filter(({ score }) => score >= JOIN_ODDS)
    .sort((a, b) => b.score - a.score);
  const [best, ...rest] = scores;
  if (best === undefined) return undefined;
  const united = rest
    .filter(({ storyId, score }) => {
      const least = leastLikeness(Math.min(best.score, score));
      return likeness(best.storyId, storyId, pairs, search.book) >= least;
    })
    .map(({ storyId }) => storyId);
  const [storyId = best.storyId, ...others] = inOrderOfBeginning([best.storyId, ...united], search.book);
  return { storyId, others };
}

/** @param proof odds with which an article belongs to both of two stories */
function leastLikeness(proof: number): number {
  if (proof >= COPY_ODDS) return CONTRADICTING_COPY_ODDS;
  return proof >= PROOF_ODDS ? CONTRADICTING_ODDS : UNITE_ODDS;
}

/** Stories in finished segments first, then those that began earlier. */
function inOrderOfBeginning(storyIds: readonly string[], book: StoryBook): readonly string[] {
  if (storyIds.length < 2) return storyIds;
  const keyOf = (storyId: string) => {
    const begins = book.membersOf(storyId).flatMap(({ publishedAt }) => publishedAt ?? []);
    return `${book.isKnown(storyId) ? 0 : 1} ${begins.sort()[0] ?? "~"} ${storyId}`;
  };
  const keys = new Map(storyIds.map((storyId) => [storyId, keyOf(storyId)]));
  return storyIds.toSorted((a, b) => ((keys.get(a) ?? "") < (keys.get(b) ?? "") ? -1 : 1));
}

/** Odds of pairs of reports, cached for one search. */
class PairOdds {
  readonly #search: StorySearch;
  readonly #known = new Map<string, number>();

  constructor(search: StorySearch) {
    this.#search = search;
  }

  compare(a: StoryReport, b: StoryReport): ReportComparison {
    const { book, weightOf } = this.#search;
    return compareReports(book.traitsOf(a), book.traitsOf(b), weightOf);
  }

  /** Compares with the merged content of several reports. */
  compareAll(a: StoryReport, members: readonly StoryReport[]): ReportComparison {
    const { book, weightOf } = this.#search;
    return compareReports(book.traitsOf(a), book.traitsOfAll(members), weightOf);
  }

  withAll(a: StoryReport, members: readonly StoryReport[]): number {
    return limited(eventOdds(this.compareAll(a, members)));
  }

  of(a: StoryReport, b: StoryReport): number {
    const key = `${a.source} ${a.row} ${b.source} ${b.row}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const odds = limited(eventOdds(this.compare(a, b)));
    this.#known.set(key, odds);
    return odds;
  }
}

function limited(odds: number): number {
  return Math.max(-MAX_ODDS, Math.min(MAX_ODDS, odds));
}

function copiesOf(report: StoryReport, pairs: PairOdds, { book, sources }: StorySearch): ReadonlySet<string> {
  const { hashes } = book.traitsOf(report);
  const shared = sources.flatMap((source, index) =>
    source
      .sharing(hashes, ARTICLES_PER_HASH)
      .filter(({ publishedAt }) => isWithin(COPY_DAYS, report.publishedAt, publishedAt))
      .map((run): SharedRun => ({ ...run, storyId: book.current(run.storyId), source: index })),
  );
  const stories = new Set<string>();
  let compared = 0;
  for (const { source, firstPassage: row, publishedAt } of findCopies(hashes, shared)) {
    const copy = { source, row, publishedAt };
    const storyId = book.storyOf(copy);
    // Many copies in one story must not hide those in another.
    if (storyId === undefined || stories.has(storyId)) continue;
    if (compared++ >= MAX_COPIES) break;
    if (isTemplate(pairs.compare(report, copy))) continue;
    const members = nearestInTime(report, book.membersOf(storyId));
    if (!quotesOnly(pairs.compareAll(report, members))) stories.add(storyId);
  }
  return stories;
}

function likelyStories(
  report: StoryReport,
  pairs: PairOdds,
  { book, sources }: StorySearch,
): readonly string[] {
  const { embedding } = book.traitsOf(report);
  const near = sources.flatMap((source, index) =>
    source.near(embedding, NEIGHBORS).map(({ row, publishedAt }) => ({ source: index, row, publishedAt })),
  );
  const namesakes = book.namesakesOf(report);
  const bestOf = new Map<string, number>();
  let compared = 0;
  for (const other of [...namesakes, ...near]) {
    const storyId = isNear(report, other) ? book.storyOf(other) : undefined;
    if (storyId === undefined) continue;
    if (compared++ >= MAX_COMPARED) break;
    bestOf.set(storyId, Math.max(bestOf.get(storyId) ?? -MAX_ODDS, pairs.of(report, other)));
  }
  return [...bestOf]
    .filter(([storyId, odds]) => odds > POSSIBLE_ODDS && isInTime(report, book.membersOf(storyId)))
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_STORIES)
    .map(([storyId]) => storyId);
}

function isNear({ publishedAt }: StoryReport, other: StoryReport): boolean {
  return other.publishedAt !== null && isWithin(EVENT_DAYS, publishedAt, other.publishedAt);
}

/** Prevents a running subject from becoming one endless story. */
function isInTime({ publishedAt }: StoryReport, members: readonly StoryReport[]): boolean {
  return members.every((member) => isWithin(STORY_DAYS, publishedAt, member.publishedAt));
}

/** Articles without a date are always within. */
function isWithin(days: number, a: string | null, b: string | null): boolean {
  return (daysBetween(a, b) ?? 0) <= days;
}

/**
 * Odds that an article belongs to a story: the mean over its members, so that a chain of reports does not
 * drift, combined with the odds for all of them merged, since short reports of one event can have little in
 * common. If there are many members, compares those nearest in time, since a story moves on.
 */
function storyOdds(report: StoryReport, members: readonly StoryReport[], pairs: PairOdds): number {
  const compared = nearestInTime(report, members);
  const mean = compared.reduce((sum, member) => sum + pairs.of(report, member), 0) / compared.length;
  if (compared.length === 1) return mean;
  return (1 - WHOLE_SHARE) * mean + WHOLE_SHARE * pairs.withAll(report, compared);
}

function nearestInTime(report: StoryReport, members: readonly StoryReport[]): readonly StoryReport[] {
  if (members.length <= MAX_MEMBERS) return members;
  return members
    .map((member) => ({ member, days: daysBetween(report.publishedAt, member.publishedAt) ?? 0 }))
    .sort((a, b) => a.days - b.days)
    .slice(0, MAX_MEMBERS)
    .map(({ member }) => member);
}

/** Odds that two stories are one, the mean over the members of the second. */
function likeness(into: string, from: string, pairs: PairOdds, book: StoryBook): number {
  const members = book.membersOf(from);
  const others = book.membersOf(into);
  if (members.length === 0 || others.length === 0) return -MAX_ODDS;
  const [first] = members as [StoryReport];
  const compared = nearestInTime(first, members);
  return compared.reduce((sum, member) => sum + storyOdds(member, others, pairs), 0) / compared.length;
}
