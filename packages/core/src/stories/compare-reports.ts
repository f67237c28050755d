import { DAYS_OF_WEEK } from "./day-words.ts";
import { type Quantities, weightOfNumber } from "./numbers.ts";
import { mentions, type ReportTraits, type WeightOf } from "./report-traits.ts";
import { isOfLaterDay } from "./told-days.ts";

export type { WeightOf };

/** Evidence for and against two articles reporting one event. Shares are 0…1, weights are 0 or more. */
export interface ReportComparison {
  /** Cosine of the embeddings of their first passages. */
  readonly similarity: number;
  /** Cosine of their words, weighted by rarity. */
  readonly words: number;
  /** The same without the names of either. Two reports about one person's day differ in the rest. */
  readonly matter: number;
  /**
   * Share of each headline, by weight, that the other report contains anywhere: the smaller share, then the
   * larger. Short headlines count less.
   */
  readonly headlineTold: number;
  readonly headlineToldMost: number;
  /** Number of terms of the shorter one. The more there are, the more agree by chance. */
  readonly length: number;
  /** Total weight of the rare words that both contain, whatever their share of the texts. */
  readonly evidence: number;
  /** Share of the names in headline and beginning that the other contains, the smaller of both directions. */
  readonly namesTold: number;
  /**
   * Weight of the names in headline and beginning that the other also mentions, the smaller of both
   * directions.
   */
  readonly sharedNames: number;
  /**
   * Share of the names in the headline that the other never mentions, the smaller of both directions; 0
   * without names.
   */
  readonly otherSubject: number;
  /**
   * Weight of the names in headline and beginning that the other never mentions, the smaller of both
   * directions.
   */
  readonly foreignNames: number;
  readonly numbersTold: number;
  readonly foreignNumbers: number;
  /** Number of things that both count in their beginnings, with different numbers. */
  readonly otherQuantities: number;
  /** Share of the shorter one's runs of five words that the other contains. */
  readonly copied: number;
  /**
   * Share of the runs of words in the shorter beginning that the other contains. Names and numbers are
   * wildcards.
   */
  readonly wording: number;
  /** 1 if the later one looks back, or if both name weekdays and the later one adds one. */
  readonly newDay: number;
  /** Share of the later one's opening, by weight, that the earlier one does not contain anywhere. */
  readonly news: number;
  /** The same without known facts in the later one: "after the blast", "who was shot on Monday". */
  readonly ownNews: number;
  /**
   * Number of outcomes in the later one that the earlier one lacks: see `outcomesIn`. 0 if both name the same
   * day for the event.
   */
  readonly newOutcomes: number;
  /** True if the later one reports an event of a day after the earlier one was published. */
  readonly isLaterNews: boolean;
  /** True if both name the day of their event, and the later one names a later day. */
  readonly isOfLaterDay: boolean;
  /**
   * The same as `news` for whichever report refers to the other's event as past. A late report of an event
   * may follow a follow-up, so either order counts. 0 if neither does.
   */
  readonly sequelNews: number;
  /** Days from the beginning of the earlier one to the later one. */
  readonly age: number;
  /** Number of reports merged into the earlier one. */
  readonly reports: number;
  /** 1 if both name weekdays in their beginnings, but none in common. */
  readonly otherWeekday: number;
  /** True if only one is English. */
  readonly isTranslated: boolean;
  /** Days between their dates. */
  readonly days: number;
}

const DAY_MS = 86_400_000;
const DATE_LENGTH = "YYYY-MM-DD".length;
/**
 * Of 100 words of English news, 30 to 45 are function words, fewer in short headlines. In other languages at
 * most 10 are.
 */
const LANGUAGE_GAP = 0.2;
/** Weight of a word in one of fifty reports. */
const RARE_WEIGHT = 3.9;

export function compareReports(a: ReportTraits, b: ReportTraits, weightOf: WeightOf): ReportComparison {
  const [ab, ba] = [toldBy(a, b, weightOf), toldBy(b, a, weightOf)];
  const { cosine, matter, evidence } = commonWords(a, b, weightOf);
  const isLater = (a.publishedAt ?? "") >= (b.publishedAt ?? "");
  const [earlier, later, told, toldBack] = isLater ? [b, a, ab, ba] : [a, b, ba, ab];
  return {
    similarity: dot(a.embedding, b.embedding),
    words: cosine,
    length: Math.min(a.terms.size, b.terms.size),
    matter,
    headlineTold: Math.min(ab.headline, ba.headline),
    headlineToldMost: Math.max(ab.headline, ba.headline),
    evidence,
    namesTold: Math.min(ab.names, ba.names),
    sharedNames: Math.min(ab.shared, ba.shared),
    otherSubject: Math.min(ab.otherSubject, ba.otherSubject),
    foreignNames: Math.min(ab.foreign, ba.foreign),
    numbersTold: Math.min(ab.numbers, ba.numbers),
    foreignNumbers: Math.min(ab.foreignNumbers, ba.foreignNumbers),
    otherQuantities: quantitiesApart(a.quantities, b.quantities),
    isTranslated: Math.abs(a.englishShare - b.englishShare) > LANGUAGE_GAP,
    otherWeekday: areApart(a.weekdays, b.weekdays) ? 1 : 0,
    copied: copiedShare(a.hashes, b.hashes),
    wording: sharedWording(a.wording, b.wording),
    newDay: isOfAnotherDay(later, earlier) ? 1 : 0,
    news: later.opening.size === 0 ? 0 : 1 - told.opening,
    ownNews: later.ownOpening.size === 0 ? 0 : 1 - told.ownOpening,
    newOutcomes: isOfSameDay(later, earlier) ? 0 : newOutcomes(later, earlier),
    isLaterNews: isNewsAfter(later, earlier),
    isOfLaterDay: isOfLaterDay(later.toldDays, earlier.toldDays),
    sequelNews: Math.max(
      later.opening.size > 0 && isSequelTo(later, earlier, weightOf) ? 1 - told.opening : 0,
      earlier.opening.size > 0 && isSequelTo(earlier, later, weightOf) ? 1 - toldBack.opening : 0,
    ),
    reports: earlier.reports,
    age: daysBetween(earlier.begin, later.publishedAt) ?? 0,
    days: daysBetween(a.publishedAt, b.publishedAt) ?? 0,
  };
}

/** True if both name the same day for their event. */
function isOfSameDay({ toldDays: a }: ReportTraits, { toldDays: b }: ReportTraits): boolean {
  return [...a.event].some((day) => b.event.has(day));
}

function newOutcomes(later: ReportTraits, earlier: ReportTraits): number {
  return [...later.ownOutcomes].filter((outcome) => !earlier.outcomes.has(outcome)).length;
}

/** Maximum age in days of an event in a report of the day's news. */
const FRESH_DAYS = 1;

/**
 * Trusts a day only if it is that of publication or the day before, since desks date reports inconsistently.
 */
function isNewsAfter(later: ReportTraits, earlier: ReportTraits): boolean {
  const { event } = later.toldDays;
  if (event.size === 0 || later.publishedAt === null || earlier.publishedAt === null) return false;
  const published = Date.parse(later.publishedAt.slice(0, DATE_LENGTH));
  const before = Date.parse(earlier.publishedAt.slice(0, DATE_LENGTH));
  return [...event].every((day) => {
    const daysAgo = (weekdayOf(published) - day + DAYS_OF_WEEK) % DAYS_OF_WEEK;
    return daysAgo <= FRESH_DAYS && published - daysAgo * DAY_MS > before && !earlier.toldDays.event.has(day);
  });
}

/** 0 for Monday. The first day of 1970 was a Thursday. */
function weekdayOf(time: number): number {
  return (Math.floor(time / DAY_MS) + 3) % DAYS_OF_WEEK;
}

/** Two reports are of different events if each has names of this weight that the other never mentions. */
const OTHER_NAMES = 5;
/**
 * This many different numbers in the beginnings, counting a different weekday as one, are not a correction.
 */
const OTHER_NUMBERS = 2;
/** Within this many days, changed figures are only an update on the event. */
const UPDATED_DAYS = 0.5;

/** True for texts that use the same sentences for different matches, quakes, companies or days. */
export function isTemplate(comparison: ReportComparison): boolean {
  const { foreignNames, foreignNumbers, otherWeekday, days } = comparison;
  if (foreignNames >= OTHER_NAMES) return true;
  const isUpdate = foreignNames === 0 && otherWeekday === 0 && days < UPDATED_DAYS;
  return !isUpdate && foreignNumbers + otherWeekday >= OTHER_NUMBERS;
}

/**
 * Days between two dates. A date without a time is its whole day.
 *
 * @returns `null` if one of them has no date
 */
export function daysBetween(a: string | null, b: string | null): number | null {
  if (a === null || b === null) return null;
  const [[beginA, endA], [beginB, endB]] = [timesOf(a), timesOf(b)];
  return Math.max(0, beginB - endA, beginA - endB) / DAY_MS;
}

function timesOf(date: string): readonly [begin: number, end: number] {
  const begin = Date.parse(date);
  return [begin, date.length === DATE_LENGTH ? begin + DAY_MS - 1 : begin];
}

function areApart<Value>(a: ReadonlySet<Value>, b: ReadonlySet<Value>): boolean {
  return a.size > 0 && b.size > 0 && [...a].every((value) => !b.has(value));
}

function quantitiesApart(a: Quantities, b: Quantities): number {
  return [...a].filter(([unit, numbers]) => areApart(numbers, b.get(unit) ?? new Set())).length;
}

/**
 * Minimum share, by weight, of what a report looks back at that the other must contain. Otherwise it looks
 * back at something else.
 */
const LOOKED_BACK_SHARE = 0.5;

function looksBackAt(a: ReportTraits, b: ReportTraits, weightOf: WeightOf): boolean {
  if (a.lookedBackAt.size === 0 || b.lookedBackAt.size > 0) return false;
  const { told, missing } = toldOf(a.lookedBackAt, weightOf, (term) => mentions(b, term));
  return told >= LOOKED_BACK_SHARE * (told + missing);
}

/** True for a report that looks back at the other, or names the other's weekday and another one. */
function isSequelTo(a: ReportTraits, b: ReportTraits, weightOf: WeightOf): boolean {
  if (looksBackAt(a, b, weightOf)) return true;
  const days = [...a.weekdays];
  return days.some((day) => b.weekdays.has(day)) && days.some((day) => !b.weekdays.has(day));
}

function isOfAnotherDay(later: ReportTraits, earlier: ReportTraits): boolean {
  if (later.lookedBackAt.size > 0 && earlier.lookedBackAt.size === 0) return true;
  return earlier.weekdays.size > 0 && [...later.weekdays].some((day) => !earlier.weekdays.has(day));
}

/** Shorter beginnings share runs by chance. */
const LEAST_RUNS = 8;

function sharedWording(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [fewer, more] = a.size <= b.size ? [a, b] : [b, a];
  if (fewer.size < LEAST_RUNS) return 0;
  let common = 0;
  for (const run of fewer) if (more.has(run)) common += 1;
  return common / fewer.size;
}

interface Told {
  readonly opening: number;
  readonly ownOpening: number;
  readonly headline: number;
  readonly names: number;
  readonly shared: number;
  readonly otherSubject: number;
  readonly foreign: number;
  readonly numbers: number;
  readonly foreignNumbers: number;
}

/** Weight of names that counts half. Agreement on the only name in a headline proves little. */
const FEW_NAMES = 5;
const FEW_NUMBERS = 1;

/** How much of the beginning of one report the other contains anywhere. */
function toldBy(a: ReportTraits, b: ReportTraits, weightOf: WeightOf): Told {
  const sharedOf = (terms: ReadonlySet<string>) => toldOf(terms, weightOf, (term) => mentions(b, term));
  const [opening, names, subject] = [sharedOf(a.opening), sharedOf(a.names), sharedOf(a.headlineNames)];
  const own = sharedOf(a.ownOpening);
  const numbers = toldOf(a.leadNumbers, weightOfNumber, (number) => b.numbers.has(number));
  return {
    opening: opening.told / Math.max(1e-9, opening.told + opening.missing),
    ownOpening: own.told / Math.max(1e-9, own.told + own.missing),
    headline: shareOf(sharedOf(a.headline), FEW_NAMES),
    names: shareOf(names, FEW_NAMES),
    shared: names.told,
    otherSubject: subject.missing / (subject.told + subject.missing + FEW_NAMES),
    foreign: names.missing,
    numbers: shareOf(numbers, FEW_NUMBERS),
    foreignNumbers: [...a.leadNumbers].filter((number) => !b.numbers.has(number)).length,
  };
}

interface ToldWeight {
  readonly told: number;
  readonly missing: number;
}

function toldOf(
  terms: ReadonlySet<string>,
  weightOf: WeightOf,
  isTold: (term: string) => boolean,
): ToldWeight {
  let [told, missing] = [0, 0];
  for (const term of terms) {
    if (isTold(term)) told += weightOf(term);
    else missing += weightOf(term);
  }
  return { told, missing };
}

/** Share of the weight that is told. The less there is to tell, the closer to 0. */
function shareOf({ told, missing }: ToldWeight, little: number): number {
  return told / (told + missing + little);
}

function commonWords(
  a: ReportTraits,
  b: ReportTraits,
  weightOf: WeightOf,
): { readonly cosine: number; readonly matter: number; readonly evidence: number } {
  const [fewer, more] = a.terms.size <= b.terms.size ? [a.terms, b.terms] : [b.terms, a.terms];
  let cosine = 0;
  let ofNames = 0;
  let evidence = 0;
  for (const [term, value] of fewer) {
    const other = more.get(term);
    if (other === undefined) continue;
    cosine += value * other;
    if (a.names.has(term) || b.names.has(term)) ofNames += value * other;
    const weight = weightOf(term);
    if (weight > RARE_WEIGHT) evidence += weight;
  }
  return { cosine, matter: cosine - ofNames, evidence };
}

/** @param a, b ascending */
export function copiedShare(a: readonly number[], b: readonly number[]): number {
  const shorter = Math.min(a.length, b.length);
  if (shorter === 0) return 0;
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i] as number, b[j] as number];
    if (x === y) common += 1;
    if (x <= y) i += 1;
    if (y <= x) j += 1;
  }
  return common / shorter;
}

function dot(a: ReadonlyArray<number> | Float32Array, b: ReadonlyArray<number> | Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number);
  return sum;
}
