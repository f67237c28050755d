import { isTemplate, type ReportComparison } from "./compare-reports.ts";

/** A report that comes this many days after the first is on a later day. */
const LATER_DAYS = 0.6;
/** The same for a report that names its day. An evening lies between. */
const NEXT_DAYS = 0.4;
/** Share of an opening that may differ between desks that report the same. */
const USUAL_NEWS = 0.5;

/** Distinctive terms of a brief of two or three sentences, and of a text of at least the compared length. */
const BRIEF_TERMS = 30;
const LONG_TERMS = 60;

/** Signs of one event, each on a scale of about 0…1. */
export const SIGNS: readonly (readonly [name: string, of: (comparison: ReportComparison) => number])[] = [
  ["similarity", ({ similarity }) => similarity],
  ["words", ({ words }) => words],
  ["matter", ({ matter }) => matter],
  ["headlineTold", ({ headlineTold }) => headlineTold],
  ["headlineToldMost", ({ headlineToldMost }) => headlineToldMost],
  ["length", lengthBeyondBrief],
  ["evidence", ({ evidence }) => 1 - Math.exp(-evidence / 25)],
  ["namesTold", ({ namesTold }) => namesTold],
  ["sharedNames", ({ sharedNames }) => 1 - Math.exp(-sharedNames / 12)],
  [
    "otherNames",
    ({ foreignNames, sharedNames, words }) => (words * foreignNames) / (foreignNames + sharedNames + 3),
  ],
  [
    "otherNamesInTemplate",
    ({ foreignNames, sharedNames, wording }) => (wording * foreignNames) / (foreignNames + sharedNames + 3),
  ],
  ["otherSubject", ({ otherSubject }) => otherSubject],
  ["numbersTold", ({ numbersTold }) => numbersTold],
  ["otherFigures", ({ foreignNumbers, words }) => Math.min(1, foreignNumbers / 2) * words],
  ["otherFiguresInTemplate", ({ foreignNumbers, wording }) => Math.min(1, foreignNumbers / 2) * wording],
  ["otherQuantities", ({ otherQuantities }) => Math.min(1, otherQuantities / 2)],
  ["otherWeekday", ({ otherWeekday }) => otherWeekday],
  ["days", ({ days }) => Math.min(1, days / 2)],
  ["news", newsOnLaterDay],
  ["sequelNews", ({ sequelNews }) => Math.max(0, (sequelNews - USUAL_NEWS) / (1 - USUAL_NEWS))],
];

/**
 * How much longer than briefs both texts are, 0 for briefs. The longer they are, the more words and names
 * agree by chance.
 */
function lengthBeyondBrief({ length }: ReportComparison): number {
  return Math.min(1, Math.max(0, (length - BRIEF_TERMS) / (LONG_TERMS - BRIEF_TERMS)));
}

/**
 * How much is new in a report on a later day than the first of the story: 0 for most reports, 1 for other
 * news.
 */
function newsOnLaterDay({ news, age }: ReportComparison): number {
  return Math.min(1, age / LATER_DAYS) * Math.max(0, (news - USUAL_NEWS) / (1 - USUAL_NEWS));
}

/** A logistic regression over `SIGNS`. */
export interface EventModel {
  readonly intercept: number;
  /** In the order of `SIGNS`. */
  readonly weights: readonly number[];
}

/** Printed by `npm run fit:stories`. */
export const EVENT_MODEL: EventModel = {
  intercept: -3.82,
  weights: [
    4.28, 0, 1.73, 0, 1.86, -6.66, 4.8, 1.23, 2.02, -3.91, -2.46, -1.59, 4.33, -0.69, -2.24, -3.11, 0, -3.97,
    0, 0,
  ],
};

/** Reports that share this much of their sentences must agree in names and numbers. */
const TEMPLATE_SHARE = 0.2;

/** The same for runs of words in their beginnings. */
const TEMPLATE_WORDING = 0.3;
/**
 * A report on a later day is of another event if this share of its opening was not reported before. The
 * second value applies if it looks back.
 */
const OTHER_NEWS = 0.8;
const OTHER_NEWS_LOOKING_BACK = 0.6;
/**
 * The same without known facts, for a report that names a day of its own, and for one whose event is on that
 * day.
 */
const OTHER_NEWS_OF_NEW_DAY = 0.4;
const OTHER_NEWS_OF_LATER_DAY = 0.3;
/**
 * The same for an event on a day when the earlier report was already out, and for a report with a new
 * outcome.
 */
const OTHER_NEWS_OF_ITS_DAY = 0.2;
const OTHER_NEWS_WITH_OUTCOME = 0.6;
/** The same for a report on any day that refers to the event as past, against several merged reports. */
const OTHER_NEWS_THAN_SEVERAL = 0.7;

/**
 * True for a report and its translation, for the same sentences about different events, and for an outcome
 * reported on a later day.
 */
export function isNeverOne(comparison: ReportComparison): boolean {
  const isAlike = comparison.copied >= TEMPLATE_SHARE || comparison.wording >= TEMPLATE_WORDING;
  return comparison.isTranslated || (isAlike && isTemplate(comparison)) || isSequel(comparison);
}

/**
 * True for a text that contains most of an earlier one but begins with other news, so that the earlier report
 * is its background.
 */
export function quotesOnly({ age, news }: ReportComparison): boolean {
  return age >= LATER_DAYS && news >= OTHER_NEWS_LOOKING_BACK;
}

function isSequel(comparison: ReportComparison): boolean {
  const { age, news, ownNews, sequelNews, newDay, isOfLaterDay, isLaterNews, newOutcomes, reports } =
    comparison;
  if (sequelNews >= (reports > 1 ? OTHER_NEWS_THAN_SEVERAL : OTHER_NEWS)) return true;
  if (isLaterNews && age >= NEXT_DAYS && ownNews >= OTHER_NEWS_OF_ITS_DAY) return true;
  if (age < LATER_DAYS) return false;
  if (newOutcomes > 0 && ownNews >= OTHER_NEWS_WITH_OUTCOME) return true;
  if (isOfLaterDay && ownNews >= OTHER_NEWS_OF_LATER_DAY) return true;
  if (newDay > 0) return news >= OTHER_NEWS_LOOKING_BACK || ownNews >= OTHER_NEWS_OF_NEW_DAY;
  return reports > 1 && news >= OTHER_NEWS;
}

/** Log odds that two articles report one event. */
export function eventOdds(
  comparison: ReportComparison,
  { intercept, weights }: EventModel = EVENT_MODEL,
): number {
  if (isNeverOne(comparison)) return Number.NEGATIVE_INFINITY;
  return SIGNS.reduce((sum, [, of], index) => sum + of(comparison) * (weights[index] ?? 0), intercept);
}
