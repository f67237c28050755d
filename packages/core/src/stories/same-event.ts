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
  ["foreignNames", ({ foreignNames }) => Math.min(1, foreignNames / 12)],
  ["numbersTold", ({ numbersTold }) => numbersTold],
  ["foreignNumbers", ({ foreignNumbers }) => Math.min(1, foreignNumbers / 2)],
  ["otherFigures", ({ foreignNumbers, words }) => Math.min(1, foreignNumbers / 2) * words],
  ["otherWeekday", ({ otherWeekday }) => otherWeekday],
  ["copied", ({ copied }) => copied],
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
  intercept: -6.71,
  weights: [3.98, 7.38, 0, 0, 0.44, 2.47, 0, 0, -1.13, 0.28, 0, -2.94, -3.65, 0, -1.74],
};

/** Reports that share so much of their sentences must agree in names and numbers. */
const TEMPLATE_SHARE = 0.2;

/** Logarithm of the odds that two articles report one event. */
export function eventOdds(
  comparison: ReportComparison,
  { intercept, weights }: EventModel = EVENT_MODEL,
): number {
  const isOtherInSameWords = comparison.copied >= TEMPLATE_SHARE && isTemplate(comparison);
  if (comparison.isTranslated || isOtherInSameWords) return Number.NEGATIVE_INFINITY;
  return SIGNS.reduce((sum, [, of], index) => sum + of(comparison) * (weights[index] ?? 0), intercept);
}
