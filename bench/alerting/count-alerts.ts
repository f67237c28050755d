import { QUIET_HOURS } from "@dateline-search/core/alerts/alert-defaults";
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

const QUIET_MS = QUIET_HOURS * 3_600_000;
const NOTHING: AlertCounts = { answers: 0, found: 0, told: 0, right: 0, asked: 0, answered: 0 };

/** Counts an alert for each report that a search finds. */
export function countAlerts(
  question: JudgedQuestion,
  found: readonly FoundReport[],
  reports: readonly JudgedReport[],
): AlertCounts {
  const sent = found.map(({ report }) => report);
  return countSent(question, { sent, reports, answerOf: ({ article }) => article.id });
}

/**
 * Counts alerts as they are sent by default: one for each story, about the first of its reports that the search finds.
 * Another follows only after the quiet time. An event is found if such an alert is about a report of it that answers.
 */
export function countStoryAlerts(
  question: JudgedQuestion,
  found: readonly FoundReport[],
  reports: readonly JudgedReport[],
): AlertCounts {
  return countSent(question, { sent: firstOfStories(found), reports, answerOf: ({ event }) => event });
}

interface SentAlerts {
  /** The reports that alerts are about. */
  readonly sent: readonly JudgedReport[];
  readonly reports: readonly JudgedReport[];
  /** What counts as one answer: the report or its event. */
  readonly answerOf: (report: JudgedReport) => string;
}

function countSent({ isAnsweredBy }: JudgedQuestion, { sent, reports, answerOf }: SentAlerts): AlertCounts {
  const isAnswer = (report: JudgedReport) => isAnsweredBy(report) === true;
  const answers = new Set(reports.filter(isAnswer).map(answerOf)).size;
  const right = sent.filter(isAnswer);
  const found = new Set(right.map(answerOf)).size;
  return {
    answers,
    found,
    told: sent.filter((report) => isAnsweredBy(report) !== null).length,
    right: right.length,
    asked: answers > 0 ? 1 : 0,
    answered: found > 0 ? 1 : 0,
  };
}

function firstOfStories(found: readonly FoundReport[]): readonly JudgedReport[] {
  const sentAt = new Map<string, number>();
  return found.flatMap(({ report, storyId }) => {
    const { id, publishedAt } = report.article;
    const at = Date.parse(publishedAt ?? "");
    const key = storyId ?? id;
    const before = sentAt.get(key);
    if (before !== undefined && !(at - before >= QUIET_MS)) return [];
    sentAt.set(key, at);
    return [report];
  });
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
