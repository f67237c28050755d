/**
 * `npm run eval:alerts [-- --write]`: replays dated reports of events in chronological order against saved
 * questions with judged answers, for two sets of reports and questions. Prints precision and recall of the alerts
 * at several floors, and the time from drop to delivery of single reports on local components. `--write` keeps the
 * report in docs/benchmarks. Exits with 4 if alerts with default settings miss the goal.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ALERT_CONFIDENCE } from "@dateline-search/core/alerts/alert-defaults";
import { strictQuestion } from "@dateline-search/core/alerts/strict-question";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { seededRandom } from "../tests/fixtures/seeded-random.ts";
import { type AlertStream, openAlertStream, savedQuestion } from "./alerting/alert-stream.ts";
import { countAlerts, countStoryAlerts, precisionOf, recallOf, sumCounts } from "./alerting/count-alerts.ts";
import { type JudgedQuestion, judgedQuestions } from "./alerting/judged-questions.ts";
import { replayStream } from "./alerting/replay-stream.ts";
import { timeDeliveries } from "./alerting/time-deliveries.ts";
import { writtenQuestions } from "./alerting/written-questions.ts";
import {
  ALERT_FLOORS,
  ALERT_GOAL,
  alertQualityReport,
  type MeasuredSet,
} from "./report/alert-quality-report.ts";
import { describeRun } from "./report/describe-run.ts";
import { publishReport } from "./report/publish-report.ts";
import { type JudgedReport, judgedEvents } from "./stories/events/judged-events.ts";
import { allWrittenReports } from "./stories/written-reports.ts";
import { openDefaultEmbedder } from "./workload/default-embedder.ts";
import { inRepository } from "./workload/in-repository.ts";

const SEED = 20_251_210;
/** Number of reports that are dropped one by one to measure the delay. */
const TIMED_REPORTS = 40;
const FAILED = 4;

/** Reports in chronological order, and the questions about them. */
interface JudgedSet {
  readonly reports: readonly JudgedReport[];
  readonly questions: readonly JudgedQuestion[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });
  const run = describeRun("npm run eval:alerts");
  const first = { reports: inOrder(judgedEvents(seededRandom(SEED))), questions: judgedQuestions() };
  const written = inOrder(await allWrittenReports());
  const second = { reports: written, questions: await writtenQuestions(written) };
  const embedder = await openDefaultEmbedder();
  try {
    const { strict, times } = await inFolder(async (folder) => {
      const stream = openAlertStream(folder, embedder);
      const strict = await measure(first, { stream, isStrict: true });
      return { strict, times: await measureTimes(first, stream) };
    });
    const loose = await measureApart(first, { embedder, isStrict: false });
    const other = await measureApart(second, { embedder, isStrict: true });
    const text = alertQualityReport({ run, first: { strict, loose }, second: other, times });
    await publishReport(text, values.write ? inRepository("docs/benchmarks/alert-quality.md") : undefined);
    const usual = sumCounts(strict.byStory[ALERT_FLOORS.indexOf(ALERT_CONFIDENCE)] ?? []);
    if (precisionOf(usual) < ALERT_GOAL.precision || recallOf(usual) < ALERT_GOAL.recall) {
      process.stderr.write(
        `Alerts do not reach a precision of ${ALERT_GOAL.precision} at a recall of ${ALERT_GOAL.recall}\n`,
      );
      process.exitCode = FAILED;
    }
  } finally {
    await embedder.close();
  }
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "dateline-alert-quality-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureApart(
  set: JudgedSet,
  { embedder, isStrict }: { readonly embedder: Embedder; readonly isStrict: boolean },
): Promise<MeasuredSet> {
  return await inFolder((folder) => measure(set, { stream: openAlertStream(folder, embedder), isStrict }));
}

/** @param isStrict whether questions are saved with `strictQuestion`, as alerts are by default */
async function measure(
  { reports, questions }: JudgedSet,
  { stream, isStrict }: { readonly stream: AlertStream; readonly isStrict: boolean },
): Promise<MeasuredSet> {
  const searches = ALERT_FLOORS.flatMap((floor, setting) =>
    questions.map(({ text }, question) => {
      const asked = { text, minConfidence: floor };
      return savedQuestion(`${setting}-${question}`, text, isStrict ? strictQuestion(asked) : asked);
    }),
  );
  const found = await replayStream(reports, searches, stream);
  const countBy = (count: typeof countAlerts) =>
    ALERT_FLOORS.map((_, setting) =>
      questions.map((question, index) => count(question, found.get(`${setting}-${index}`) ?? [], reports)),
    );
  return {
    questions,
    reports: reports.length,
    byReport: countBy(countAlerts),
    byStory: countBy(countStoryAlerts),
  };
}

async function measureTimes({ reports, questions }: JudgedSet, stream: AlertStream) {
  const searches = questions.map(({ text }, index) =>
    savedQuestion(`${index}`, text, strictQuestion({ text })),
  );
  return await timeDeliveries(reports.slice(-TIMED_REPORTS), searches, stream);
}

/** Reports without a date come last. */
function inOrder(reports: readonly JudgedReport[]): readonly JudgedReport[] {
  const timeOf = ({ article }: JudgedReport) => article.publishedAt ?? "~";
  return reports.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
}

await main();
