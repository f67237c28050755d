import { isTemplate, type ReportComparison } from "./compare-reports.ts";

/** Signs of one event, each on a scale of about 0…1. */
export const SIGNS: readonly (readonly [name: string, of: (comparison: ReportComparison) => number])[] = [
  ["similarity", ({ similarity }) => similarity],
  ["words", ({ words }) => words],
  ["leadTold", ({ leadTold }) => leadTold],
  ["leadToldMost", ({ leadToldMost }) => leadToldMost],
  ["headlineTold", ({ headlineTold }) => headlineTold],
  ["headlineToldMost", ({ headlineToldMost }) => headlineToldMost],
  ["evidence", ({ evidence }) => 1 - Math.exp(-evidence / 25)],
  ["namesTold", ({ namesTold }) => namesTold],
  ["sharedNames", ({ sharedNames }) => 1 - Math.exp(-sharedNames / 12)],
  [
    "otherNames",
    ({ foreignNames, sharedNames, words }) => (words * foreignNames) / (foreignNames + sharedNames + 3),
  ],
  ["otherSubject", ({ otherSubject }) => otherSubject],
  ["numbersTold", ({ numbersTold }) => numbersTold],
  ["otherFigures", ({ foreignNumbers, words }) => Math.min(1, foreignNumbers / 2) * words],
  ["otherWeekday", ({ otherWeekday }) => otherWeekday],
  ["days", ({ days }) => Math.min(1, days / 2)],
];

/** A logistic regression over `SIGNS`. */
export interface EventModel {
  readonly intercept: number;
  /** In the order of `SIGNS`. */
  readonly weights: readonly number[];
}

/** As `npm run fit:stories` prints it. */
export const EVENT_MODEL: EventModel = {
  intercept: -2.44,
  weights: [0.69, 1.99, 0, 0, 0, 0, 1.83, 0, 3.49, 0, -1.31, 0.3, -0.61, -0.08, -1.95],
};

/** Reports that share so much of their sentences must agree in names and numbers. */
const TEMPLATE_SHARE = 0.2;

/** True for a report and its translation, and for the same sentences about others. */
export function isNeverOne(comparison: ReportComparison): boolean {
  return comparison.isTranslated || (comparison.copied >= TEMPLATE_SHARE && isTemplate(comparison));
}

/** Logarithm of the odds that two articles report one event. */
export function eventOdds(
  comparison: ReportComparison,
  { intercept, weights }: EventModel = EVENT_MODEL,
): number {
  if (isNeverOne(comparison)) return Number.NEGATIVE_INFINITY;
  return SIGNS.reduce((sum, [, of], index) => sum + of(comparison) * (weights[index] ?? 0), intercept);
}
