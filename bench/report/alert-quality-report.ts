import { ALERT_CONFIDENCE, QUIET_HOURS } from "@dateline-search/core/alerts/alert-defaults";
import {
  type AlertCounts,
  crossValidate,
  precisionOf,
  recallOf,
  sumCounts,
} from "../alerting/count-alerts.ts";
import type { JudgedQuestion } from "../alerting/judged-questions.ts";
import type { DeliveryTimes } from "../alerting/time-deliveries.ts";
import { markdownTable } from "./markdown-table.ts";
import { percentile } from "./statistics.ts";

export const ALERT_FLOORS: readonly number[] = [0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98];
/** The goal for the first set, by story. */
export const ALERT_GOAL = { precision: 0.95, recall: 0.8 };

/** For each of `ALERT_FLOORS` the counts of each question. */
type CountsByFloor = readonly (readonly AlertCounts[])[];

/** The alerts of a set of questions. */
export interface MeasuredSet {
  readonly questions: readonly JudgedQuestion[];
  /** Number of reports. */
  readonly reports: number;
  /** An alert for each report. */
  readonly byReport: CountsByFloor;
  /** An alert for each story. */
  readonly byStory: CountsByFloor;
}

export interface AlertQualityFigures {
  readonly run: string;
  /** The questions saved as alerts are by default, and as ordinary searches. */
  readonly first: { readonly strict: MeasuredSet; readonly loose: MeasuredSet };
  readonly second: MeasuredSet;
  readonly times: readonly DeliveryTimes[];
}

export function alertQualityReport({ run, first, second, times }: AlertQualityFigures): string {
  return [
    "# Alerts: what is sent, and how soon",
    run,
    `Reports arrive in order of time, and each is matched against all saved questions. The goal is a precision of ${ALERT_GOAL.precision} at a recall of ${ALERT_GOAL.recall}.`,
    `\`dateline alert add\`, the API and the page save the names of a question in quotation marks, with a floor of ${ALERT_CONFIDENCE}, and send one alert for each story. The tables *by story* count alerts as they are sent: about the first report of a story that the search finds, and about another one only ${QUIET_HOURS} hours later. Recall is the share of events that an alert is about. The tables *by report* count each report that the search finds, so an event that five newspapers report counts five times. *Questions answered* is the share of questions with at least one right alert.`,
    "## The first set",
    `${first.strict.reports} reports written from templates, ${first.strict.questions.length} questions.`,
    describeSet(first.strict),
    "### Without quotation marks, by report",
    curve(first.loose.byReport, first.loose.questions),
    "The same questions from somebody who writes names in lower case. At 0.4, the floor of a search, this is what alerts were before they became strict.",
    "## The second set",
    `${second.reports} reports written one by one, ${second.questions.length} questions. The questions were judged before anything was measured, and nothing was fitted to them.`,
    describeSet(second),
    describeTimes(times),
  ].join("\n\n");
}

function describeSet({ questions, byReport, byStory }: MeasuredSet): string {
  return [
    "### By story, as alerts are sent",
    curve(byStory, questions),
    describeCrossValidation(byStory, questions),
    "### By report",
    curve(byReport, questions),
    describeCrossValidation(byReport, questions),
  ].join("\n\n");
}

function describeCrossValidation(counts: CountsByFloor, questions: readonly JudgedQuestion[]): string {
  const held = crossValidate(
    counts,
    questions.map(({ kind }) => kind),
    ALERT_GOAL.precision,
  );
  const chosen = [...new Set(held.chosen)].map((setting) => ALERT_FLOORS[setting]).sort();
  return `Cross-validated: for each kind of events the lowest floor with a precision of ${ALERT_GOAL.precision} on the questions about all other kinds, measured on the questions about this kind. Precision ${precisionOf(held.counts).toFixed(3)}, recall ${recallOf(held.counts).toFixed(3)}, with floors of ${chosen.join(" and ")}.`;
}

function curve(counts: CountsByFloor, questions: readonly JudgedQuestion[]): string {
  const rows = counts.map((ofQuestions, setting) => {
    const about = (what: JudgedQuestion["about"]) =>
      sumCounts(ofQuestions.filter((_, index) => questions[index]?.about === what));
    const all = sumCounts(ofQuestions);
    const figures = [all, about("event"), about("kind")].flatMap((some) => [
      precisionOf(some).toFixed(3),
      recallOf(some).toFixed(3),
    ]);
    return [
      `${ALERT_FLOORS[setting]}`,
      all.told,
      ...figures,
      (all.answered / Math.max(1, all.asked)).toFixed(3),
    ];
  });
  const titles = ["about one event: precision", "recall", "about a kind: precision", "recall"];
  return markdownTable(["floor", "alerts", "precision", "recall", ...titles, "questions answered"], rows);
}

function describeTimes(times: readonly DeliveryTimes[]): string {
  const messages = times.flatMap(({ delivered, ...rest }) => delivered.map((at) => ({ ...rest, at })));
  const row = (name: string, partOf: (one: (typeof messages)[number]) => number) => {
    const values = messages.map(partOf);
    return [name, Math.round(percentile(values, 0.5)), Math.round(percentile(values, 0.99))];
  };
  return [
    "## From the drop of a report to its delivery",
    markdownTable(
      ["milliseconds", "p50", "p99"],
      [
        row("indexing", ({ indexed }) => indexed),
        row("matching", ({ indexed, matched }) => matched - indexed),
        row("sending", ({ matched, at }) => at - matched),
        row("in all", ({ at }) => at),
      ],
    ),
    `${messages.length} messages about ${times.length} reports, dropped one by one. The first one prepares the searches, as in a new container.`,
  ].join("\n\n");
}
