/**
 * `npm run eval:alerts [-- --write]`: replays some eight hundred dated reports of events in chronological order
 * against two hundred saved questions with judged answers. Prints precision and recall of the alerts at several
 * floors, and the time from drop to delivery of single reports on local components. `--write` keeps the report in
 * docs/benchmarks. Exits with 4 when alerts as they are saved by default fall below their limits.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ALERT_CONFIDENCE, strictQuestion } from "@dateline-search/core/alerts/strict-question";
import { seededRandom } from "../tests/fixtures/seeded-random.ts";
import { type AlertStream, openAlertStream, savedQuestion } from "./alerting/alert-stream.ts";
import {
  type AlertCounts,
  countAlerts,
  crossValidate,
  precisionOf,
  recallOf,
  sumCounts,
} from "./alerting/count-alerts.ts";
import { type JudgedQuestion, judgedQuestions } from "./alerting/judged-questions.ts";
import { replayStream } from "./alerting/replay-stream.ts";
import { type DeliveryTimes, timeDeliveries } from "./alerting/time-deliveries.ts";
import { describeRun } from "./report/describe-run.ts";
import { markdownTable } from "./report/markdown-table.ts";
import { publishReport } from "./report/publish-report.ts";
import { type JudgedReport, judgedEvents } from "./stories/events/judged-events.ts";
import { openDefaultEmbedder } from "./workload/default-embedder.ts";
import { inRepository } from "./workload/in-repository.ts";

const SEED = 20_251_210;
const FLOORS: readonly number[] = [0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98];
/** Dropped one by one to measure the delay. */
const TIMED_REPORTS = 40;
const LEAST_PRECISION = 0.95;
/** The goal is 0.8. Of the questions about a whole kind no floor finds so many without noise. */
const LEAST_RECALL = 0.7;
const FAILED = 4;

/** A way to save the questions. */
interface Setting {
  readonly isStrict: boolean;
  readonly floor: number;
}

const SETTINGS: readonly Setting[] = [true, false].flatMap((isStrict) =>
  FLOORS.map((floor) => ({ isStrict, floor })),
);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });
  const run = describeRun("npm run eval:alerts");
  const reports = [...judgedEvents(seededRandom(SEED))].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
  const questions = judgedQuestions();
  const embedder = await openDefaultEmbedder();
  const folder = await mkdtemp(join(tmpdir(), "dateline-alert-quality-"));
  try {
    const stream = openAlertStream(folder, embedder);
    const counts = await measureSettings(reports, questions, stream);
    const searches = questions.map(({ text }, index) =>
      savedQuestion(`${index}`, text, strictQuestion({ text })),
    );
    const times = await timeDeliveries(reports.slice(-TIMED_REPORTS), searches, stream);
    const text = [
      "# Alerts: what is told, and how soon",
      run,
      `${reports.length} reports in order of time, ${questions.length} saved questions, each report put to each of them. The goal is a precision of ${LEAST_PRECISION} at a recall of 0.8.`,
      describeQuality(counts, questions),
      describeTimes(times),
    ].join("\n\n");
    await publishReport(text, values.write ? inRepository("docs/benchmarks/alert-quality.md") : undefined);
    const usual = sumCounts(counts[usualSetting()] ?? []);
    if (precisionOf(usual) < LEAST_PRECISION || recallOf(usual) < LEAST_RECALL) {
      process.stderr.write("Alerts are worse than they must be\n");
      process.exitCode = FAILED;
    }
  } finally {
    await embedder.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function usualSetting(): number {
  return SETTINGS.findIndex(({ isStrict, floor }) => isStrict && floor === ALERT_CONFIDENCE);
}

/** @returns for each setting the counts of each question */
async function measureSettings(
  reports: readonly JudgedReport[],
  questions: readonly JudgedQuestion[],
  stream: AlertStream,
): Promise<readonly (readonly AlertCounts[])[]> {
  const searches = SETTINGS.flatMap(({ isStrict, floor }, setting) =>
    questions.map(({ text }, question) => {
      const asked = { text, minConfidence: floor };
      return savedQuestion(`${setting}-${question}`, text, isStrict ? strictQuestion(asked) : asked);
    }),
  );
  const told = await replayStream(reports, searches, stream);
  return SETTINGS.map((_, setting) =>
    questions.map((question, index) =>
      countAlerts(question, told.get(`${setting}-${index}`) ?? new Set(), reports),
    ),
  );
}

function describeQuality(
  counts: readonly (readonly AlertCounts[])[],
  questions: readonly JudgedQuestion[],
): string {
  const ofStrict = counts.slice(0, FLOORS.length);
  const held = crossValidate(
    ofStrict,
    questions.map(({ kind }) => kind),
    LEAST_PRECISION,
  );
  const chosen = [...new Set(held.chosen)].map((setting) => FLOORS[setting]).sort();
  return [
    "## As alerts are saved: names in quotation marks",
    curve(ofStrict, questions),
    `\`dateline alert add\`, the API and the page save the names of a question in quotation marks, with a floor of ${ALERT_CONFIDENCE}. *Recall of events* counts the questions that were told of at least one report that answers.`,
    `Cross-validated: for each kind of events the lowest floor of the table that has a precision of ${LEAST_PRECISION} on the questions about all other kinds, measured on the questions about this kind. Precision ${precisionOf(held.counts).toFixed(3)}, recall ${recallOf(held.counts).toFixed(3)}, with floors of ${chosen.join(" and ")}.`,
    "## As a search",
    curve(counts.slice(FLOORS.length), questions),
    "The same questions without quotation marks, as somebody saves them who writes names in lower case. At 0.4, the floor of a search, this is what alerts were before.",
  ].join("\n\n");
}

function curve(counts: readonly (readonly AlertCounts[])[], questions: readonly JudgedQuestion[]): string {
  const rows = counts.map((ofQuestions, setting) => {
    const about = (what: JudgedQuestion["about"]) =>
      sumCounts(ofQuestions.filter((_, index) => questions[index]?.about === what));
    const all = sumCounts(ofQuestions);
    const figures = [all, about("event"), about("kind")].flatMap((some) => [
      precisionOf(some).toFixed(3),
      recallOf(some).toFixed(3),
    ]);
    return [`${FLOORS[setting]}`, all.told, ...figures, (all.answered / Math.max(1, all.asked)).toFixed(3)];
  });
  const titles = ["about one event: precision", "recall", "about a kind: precision", "recall"];
  return markdownTable(["floor", "alerts", "precision", "recall", ...titles, "recall of events"], rows);
}

function describeTimes(times: readonly DeliveryTimes[]): string {
  const messages = times.flatMap(({ delivered, ...rest }) => delivered.map((at) => ({ ...rest, at })));
  const row = (name: string, partOf: (one: (typeof messages)[number]) => number) => {
    const values = messages.map(partOf);
    return [name, Math.round(quantile(values, 0.5)), Math.round(quantile(values, 0.99))];
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

/** Reports without a date come last. */
function timeOf({ article }: JudgedReport): string {
  return article.publishedAt ?? "~";
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

await main();
