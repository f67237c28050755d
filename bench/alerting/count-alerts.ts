import type { JudgedReport } from "../stories/events/judged-events.ts";
import type { JudgedQuestion } from "./judged-questions.ts";

/** How the alerts of one question were, or of several. */
export interface AlertCounts {
  /** Number of reports that answer. */
  readonly answers: number;
  /** Number of alerts, without those that are not judged. */
  readonly told: number;
  readonly right: number;
  /** Number of questions with an answer, and of those that were told of one. */
  readonly asked: number;
  readonly answered: number;
}

const NOTHING: AlertCounts = { answers: 0, told: 0, right: 0, asked: 0, answered: 0 };

/** @param told ids of articles */
export function countAlerts(
  { isAnsweredBy }: JudgedQuestion,
  told: ReadonlySet<string>,
  reports: readonly JudgedReport[],
): AlertCounts {
  const judged = reports.map((report) => ({
    isTold: told.has(report.article.id),
    isAnswer: isAnsweredBy(report),
  }));
  const count = (isCounted: (one: (typeof judged)[number]) => boolean) => judged.filter(isCounted).length;
  const answers = count(({ isAnswer }) => isAnswer === true);
  const right = count(({ isTold, isAnswer }) => isTold && isAnswer === true);
  return {
    answers,
    told: count(({ isTold, isAnswer }) => isTold && isAnswer !== null),
    right,
    asked: answers > 0 ? 1 : 0,
    answered: right > 0 ? 1 : 0,
  };
}

export function sumCounts(all: readonly AlertCounts[]): AlertCounts {
  const fields = Object.keys(NOTHING) as (keyof AlertCounts)[];
  const sums = fields.map((field) => [field, all.reduce((sum, one) => sum + one[field], 0)]);
  return Object.fromEntries(sums) as Record<keyof AlertCounts, number>;
}

export function precisionOf({ right, told }: AlertCounts): number {
  return right / Math.max(1, told);
}

export function recallOf({ right, answers }: AlertCounts): number {
  return right / Math.max(1, answers);
}

/**
 * Chooses a setting as a reader would who does not know the questions that it is then measured by: for each fold the
 * first setting that is precise enough for all other folds.
 *
 * @param counts of each setting, by question: the least strict first
 * @param foldOf fold of a question
 * @returns the counts of all questions, each by the setting of its fold, and which settings were chosen
 */
export function crossValidate(
  counts: readonly (readonly AlertCounts[])[],
  foldOf: readonly string[],
  leastPrecision: number,
): { readonly counts: AlertCounts; readonly chosen: readonly number[] } {
  const ofFolds = [...new Set(foldOf)].map((fold) => {
    const sumOf = (questions: readonly AlertCounts[], isInside: boolean) =>
      sumCounts(questions.filter((_, index) => (foldOf[index] === fold) === isInside));
    const precise = counts.findIndex((questions) => precisionOf(sumOf(questions, false)) >= leastPrecision);
    const setting = precise < 0 ? counts.length - 1 : precise;
    return { setting, counts: sumOf(counts[setting] ?? [], true) };
  });
  return {
    counts: sumCounts(ofFolds.map((fold) => fold.counts)),
    chosen: ofFolds.map(({ setting }) => setting),
  };
}
