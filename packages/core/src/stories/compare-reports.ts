import { DAYS_OF_WEEK } from "./day-words.ts";
import { type Quantities, weightOfNumber } from "./numbers.ts";
import { mentions, type ReportTraits, type WeightOf } from "./report-traits.ts";
import { isOfLaterDay } from "./told-days.ts";

export type { WeightOf };

/** What speaks for and against two articles reporting one event; shares are 0…1, weights from 0 on. */
export interface ReportComparison {
  /** Cosine of the embeddings of their first passages. */
  readonly similarity: number;
  /** Cosine of their words, weighed by rarity. */
  readonly words: number;
  /** The same without the names of either: two reports of one person's day have other matter. */
  readonly matter: number;
  /** Share of the headline, by weight, that the other report has anywhere: of the lesser, of the greater. Little counts little. */
  readonly headlineTold: number;
  readonly headlineToldMost: number;
  /** Terms of the shorter one: the more there are, the more agree by chance. */
  readonly length: number;
  /** Weight of the rare words that both have: how much agrees, whatever share of the texts it is. */
  readonly evidence: number;
  /** Share of the names in headline and beginning that the other has. */
  readonly namesTold: number;
  /** Weight of the names in headline and beginning that the other mentions too, of the side that has less. */
  readonly sharedNames: number;
  /** Share of the names in each headline that the other never mentions, of the side where it is less; 0 without names. */
  readonly otherSubject: number;
  /** Weight of the names in each headline and beginning that the other never mentions, of the side that has less. */
  readonly foreignNames: number;
  readonly numbersTold: number;
  readonly foreignNumbers: number;
  /** How many things both count in their beginnings, and to other numbers. */
  readonly otherQuantities: number;
  /** Share of the runs of five words of the shorter one. */
  readonly copied: number;
  /** Share of the runs of words of the beginning of the shorter one, with names and numbers left open. */
  readonly wording: number;
  /** 1 when the later one looks back, or names a day of the week that the earlier one, which names another, does not. */
  readonly newDay: number;
  /** Share of the opening of the later one, by weight, that the earlier one does not tell anywhere. */
  readonly news: number;
  /** The same without what the later one tells as known already: "after the blast", "who was shot on Monday". */
  readonly ownNews: number;
  /** How many outcomes the later one tells, of which the earlier one tells nothing: see `outcomesIn`. 0 for events of the same day. */
  readonly newOutcomes: number;
  /** True when the later one tells of an event of a day after that on which the earlier one was published. */
  readonly isLaterNews: boolean;
  /** True when both name the day of their event, and the later one a later day. */
  readonly isOfLaterDay: boolean;
  /**
   * The same of the one that tells of the other as of a day before, whichever came first: a late report of an event comes
   * after a follow-up. 0 when none does.
   */
  readonly sequelNews: number;
  /** Days from when the earlier one began to the later one. */
  readonly age: number;
  /** How many reports the earlier one is made of. */
  readonly reports: number;
  /** 1 when both name a day of the week in their beginnings, and not the same. */
  readonly otherWeekday: number;
  /** True when one is English and the other is not. */
  readonly isTranslated: boolean;
  /** Days between them. */
  readonly days: number;
}

const DAY_MS = 86_400_000;
const DATE_LENGTH = "YYYY-MM-DD".length;
/** Of 100 words of English news 30 to 45 are function words, in short headlines fewer; of other languages 10 at most. */
const LANGUAGE_GAP = 0.2;
/** Of a word that one in fifty reports has. */
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

/** True when both name the same day as that of their event. */
function isOfSameDay({ toldDays: a }: ReportTraits, { toldDays: b }: ReportTraits): boolean {
  return [...a.event].some((day) => b.event.has(day));
}

function newOutcomes(later: ReportTraits, earlier: ReportTraits): number {
  return [...later.ownOutcomes].filter((outcome) => !earlier.outcomes.has(outcome)).length;
}

/** Days ago that a report of the day's news tells of at most. */
const FRESH_DAYS = 1;

/** Desks date reports as they like, so that only a day counts which is that of publication, or the day before. */
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

/** Names of so much weight on each side that the other never mentions are of two events. */
const OTHER_NAMES = 5;
/** So many other numbers in the beginnings, or one and another day of the week, are no correction. */
const OTHER_NUMBERS = 2;
/** Within so many days a desk that changes the figures only tells what has become of the event. */
const UPDATED_DAYS = 0.5;

/** True for texts that say the same sentences of others: of two matches, two quakes, two companies, two days. */
export function isTemplate(comparison: ReportComparison): boolean {
  const { foreignNames, foreignNumbers, otherWeekday, days } = comparison;
  if (foreignNames >= OTHER_NAMES) return true;
  const isUpdate = foreignNames === 0 && otherWeekday === 0 && days < UPDATED_DAYS;
  return !isUpdate && foreignNumbers + otherWeekday >= OTHER_NUMBERS;
}

/** A date without a time is its whole day. @returns `null` when one of them has no date */
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

/** Share of what a report looks back at, by weight, that another tells: else it looks back at something else. */
const LOOKED_BACK_SHARE = 0.5;

function looksBackAt(a: ReportTraits, b: ReportTraits, weightOf: WeightOf): boolean {
  if (a.lookedBackAt.size === 0 || b.lookedBackAt.size > 0) return false;
  const { told, missing } = toldOf(a.lookedBackAt, weightOf, (term) => mentions(b, term));
  return told >= LOOKED_BACK_SHARE * (told + missing);
}

/** True for a report that looks back at the other, or has a day of the week of its own beside that of the other. */
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

/** Names of so much weight count half: that both tell of the one word which a headline has is no agreement yet. */
const FEW_NAMES = 5;
const FEW_NUMBERS = 1;

/** How much of the beginning of one report another has anywhere. */
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

/** Nothing to tell counts nothing, and a little counts little. */
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
