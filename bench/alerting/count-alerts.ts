import type { JudgedReport } from "../stories/events/judged-events.ts";
import type { JudgedQuestion } from "./judged-questions.ts";
import type { FoundReport } from "./replay-stream.ts";

/** The alerts of one question, or the sums of several. */
export interface AlertCounts {
  /** Number of reports that answer, or of events with such a report. */
  readonly answers: number;
  /** Number of these with an alert. */
  readonly found: number;
  /** Number of judged alerts. */
  readonly told: number;
  /** Number of alerts about a report that answers. */
  readonly right: number;
  /** Number of questions with an answer. */
  readonly asked: number;
  /** Number of questions with an alert about an answer. */
  readonly answered: number;
}

/** Default quiet time of an alert. */
const QUIET_MS = 24 * 3_600_000;
const NOTHING: AlertCounts = { answers: 0, found: 0, told: 0, right: 0, asked: 0, answered: 0 };

/** Counts an alert for each report that a search finds. */
export function countAlerts(
  { isAnsweredBy }: JudgedQuestion,
  told: readonly FoundReport[],
  reports: readonly JudgedReport[],
): AlertCounts {
  const ids = new Set(told.map(({ articleId }) => articleId));
  const judged = reports.map((report) => ({
    isTold: ids.has(report.article.id),
    isAnswer: isAnsweredBy(report),
  }));
  const count = (isCounted: (one: (typeof judged)[number]) => boolean) => judged.filter(isCounted).length;
  const answers = count(({ isAnswer }) => isAnswer === true);
  const right = count(({ isTold, isAnswer }) => isTold && isAnswer === true);
  return {
    answers,
    found: right,
    told: count(({ isTold, isAnswer }) => isTold && isAnswer !== null),
    right,
    asked: answers > 0 ? 1 : 0,
    answered: right > 0 ? 1 : 0,
  };
}

/**
 * Counts alerts as they are sent by default: one for each story, about the first of its reports that the search finds.
 * Another follows only after the quiet time. An event is found if such an alert is about a report of it that answers.
 */
export function countStoryAlerts(
  { isAnsweredBy }: JudgedQuestion,
  told: readonly FoundReport[],
  reports: readonly JudgedReport[],
): AlertCounts {
  const byId = new Map(reports.map((report) => [report.article.id, report]));
  const sent = firstOfStories(told, byId);
  const answers = eventsOf(reports.filter((report) => isAnsweredBy(report) === true));
  const right = sent.filter((report) => isAnsweredBy(report) === true);
  const found = eventsOf(right).size;
  return {
    answers: answers.size,
    found,
    told: sent.filter((report) => isAnsweredBy(report) !== null).length,
    right: right.length,
    asked: answers.size > 0 ? 1 : 0,
    answered: found > 0 ? 1 : 0,
  };
}

function firstOfStories(
  told: readonly FoundReport[],
  byId: ReadonlyMap<string, JudgedReport>,
): readonly JudgedReport[] {
  const sentAt = new Map<string, number>();
  return told.flatMap(({ articleId, storyId }) => {
    const report = byId.get(articleId);
    if (report === undefined) throw new Error(`Cannot count alerts: there is no report "${articleId}"`);
    const at = Date.parse(report.article.publishedAt ?? "");
    const key = storyId ?? articleId;
    const before = sentAt.get(key);
    if (before !== undefined && !(at - before >= QUIET_MS)) return [];
    sentAt.set(key, at);
    return [report];
  });
}

function eventsOf(reports: readonly JudgedReport[]): ReadonlySet<string> {
  return new Set(reports.map(({ event }) => event));
}

export function sumCounts(all: readonly AlertCounts[]): AlertCounts {
  const fields = Object.keys(NOTHING) as (keyof AlertCounts)[];
  const sums = fields.map((field) => [field, all.reduce((sum, one) => sum + one[field], 0)]);
  return Object.fromEntries(sums) as Record<keyof AlertCounts, number>;
}

export function precisionOf({ right, told }: AlertCounts): number {
  return right / Math.max(1, told);
}

export function recallOf({ found, answers }: AlertCounts): number {
  return found / Math.max(1, answers);
}

/**
 * Cross-validates the choice of a setting: measures each fold with the first setting that is precise enough for all
 * other folds.
 *
 * @param counts of each setting, by question: the least strict first
 * @param foldOf fold of a question
 * @returns the counts of all questions, each with the setting of its fold, and the chosen settings
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
