import type { ReportComparison } from "./compare-reports.ts";

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
  intercept: -5.98,
  weights: [3.62, 6.57, 0, 0, 1.42, 2.02, 0, 0, -1.12, 0.35, 0, -2.75, -3.18, 0, -3.4],
};

/** Logarithm of the odds that two articles report one event. */
export function eventOdds(comparison: ReportComparison, { intercept, weights }: EventModel = EVENT_MODEL): number {
  if (comparison.isTranslated) return Number.NEGATIVE_INFINITY;
  return SIGNS.reduce((sum, [, of], index) => sum + of(comparison) * (weights[index] ?? 0), intercept);
}
