/**
 * `npm run eval:alerts [-- --write]`: replays some six hundred dated reports of events in chronological
 * order, a hundred at a time, against two hundred saved questions with known answers. Prints precision and
 * recall of the alerts at several floors, and the time from drop to delivery of single reports on local
 * components. `--write` keeps the report in docs/benchmarks. Exits with 4 when alerts at the default floor
 * fall below their limits.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { webhookSender } from "@dateline-search/core/adapters/alerts/webhook-sender";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { deliverMessages } from "@dateline-search/core/alerts/deliver-messages";
import { matchSearches } from "@dateline-search/core/alerts/match-searches";
import { rowsOfArticles } from "@dateline-search/core/alerts/new-passages";
import { noticeChanges } from "@dateline-search/core/alerts/notice-changes";
import { embeddedText, prepareSearches } from "@dateline-search/core/alerts/prepare-searches";
import { PreparedSearchMemory } from "@dateline-search/core/alerts/prepared-search-memory";
import { alertQuery, parseSavedSearch } from "@dateline-search/core/alerts/saved-search";
import { SavedSearchList } from "@dateline-search/core/alerts/saved-search-list";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { updateIndex } from "@dateline-search/core/indexing/update-index";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Article } from "@dateline-search/core/types";
import { seededRandom } from "../tests/fixtures/seeded-random.ts";
import { startReceiver } from "../tests/fixtures/webhook-receiver.ts";
import { type JudgedQuestion, judgedQuestions } from "./alerting/judged-questions.ts";
import { note } from "./process/note.ts";
import { describeRun } from "./report/describe-run.ts";
import { markdownTable } from "./report/markdown-table.ts";
import { publishReport } from "./report/publish-report.ts";
import { type JudgedReport, judgedEvents } from "./stories/events/judged-events.ts";
import { openDefaultEmbedder } from "./workload/default-embedder.ts";
import { inRepository } from "./workload/in-repository.ts";

const SEED = 20_251_210;
const REPORTS_AT_ONCE = 100;
/** The model's default floor, and custom ones. */
const FLOORS = [undefined, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95] as const;
/** Dropped one by one to measure the delay. */
const TIMED_REPORTS = 40;
const LEAST_PRECISION = 0.95;
const LEAST_RECALL = 0.8;
const FAILED = 4;
const SECRET = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;

interface Stream {
  readonly folder: string;
  readonly store: FileObjectStore;
  readonly embedder: Embedder;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });
  const run = describeRun("npm run eval:alerts");
  const reports = [...judgedEvents(seededRandom(SEED))].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
  const questions = judgedQuestions();
  const embedder = await openDefaultEmbedder();
  const folder = await mkdtemp(join(tmpdir(), "dateline-alert-quality-"));
  try {
    const stream = { folder, store: new FileObjectStore(folder), embedder };
    const figures = await replay(reports, questions, stream);
    const delays = await timeDeliveries(reports.slice(-TIMED_REPORTS), questions, stream);
    const usual = figures[0] as Figures;
    const text = [
      "# Alerts: what is told, and how soon",
      run,
      `${reports.length} reports in order of time, ${questions.length} saved questions, each report put to each of them. The reports are of events of few kinds, told in like words, so that a question about one event resembles the reports of all others of its kind: two thirds of what is told at the usual floor is of another event. *Recall of events* counts the questions that were told of at least one report that answers. The goal is a precision of ${LEAST_PRECISION} at a recall of ${LEAST_RECALL}.`,
      markdownTable(
        ["floor", "alerts", "precision", "recall", "recall of events"],
        figures.map((one) => [
          one.floor === undefined ? "usual" : `${one.floor}`,
          one.told,
          one.precision.toFixed(3),
          one.recall.toFixed(3),
          one.events.toFixed(3),
        ]),
      ),
      markdownTable(
        ["from the drop of a report to its delivery", "ms"],
        [
          ["p50", Math.round(quantile(delays, 0.5))],
          ["p99", Math.round(quantile(delays, 0.99))],
          ["deliveries", delays.length],
        ],
      ),
    ].join("\n\n");
    await publishReport(text, values.write ? inRepository("docs/benchmarks/alert-quality.md") : undefined);
    if (usual.precision < LEAST_PRECISION || usual.recall < LEAST_RECALL) {
      process.stderr.write("Alerts are worse than they must be\n");
      process.exitCode = FAILED;
    }
  } finally {
    await embedder.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Figures {
  readonly floor: number | undefined;
  readonly told: number;
  readonly precision: number;
  readonly recall: number;
  /** Questions with an answer in the stream that triggered an alert. */
  readonly events: number;
}

/** Matches every article, so that neither quiet hours nor stories hide what a search finds. */
async function replay(
  reports: readonly JudgedReport[],
  questions: readonly JudgedQuestion[],
  stream: Stream,
): Promise<readonly Figures[]> {
  const { embedder } = stream;
  const saved = FLOORS.flatMap((minConfidence, floor) =>
    questions.map(({ text }, index) => savedQuestion(text, { id: `${floor}-${index}`, minConfidence })),
  );
  const texts = [...new Set(saved.map((search) => embeddedText(alertQuery(search))))];
  const embeddings = new Map<string, Float32Array>();
  for (const text of texts) embeddings.set(text, await embedder.embedQuery(text));
  const { unknownShare, calibration } = embedder;
  const prepared = prepareSearches(saved, {
    embeddings,
    languages: ["en"],
    unknownShare,
  });
  const told = FLOORS.map(() => questions.map(() => new Set<string>()));
  for (let start = 0; start < reports.length; start += REPORTS_AT_ONCE) {
    const some = reports.slice(start, start + REPORTS_AT_ONCE).map(({ article }) => article);
    note(`replaying ${start + some.length} of ${reports.length} reports`);
    await add(some, stream);
    const generation = await openGeneration(stream.folder, { format: localSegmentFormat, verify: "size" });
    const rows = rowsOfArticles(
      generation.segments,
      some.map(({ id }) => id),
    );
    const { matches } = await matchSearches(prepared, rows, { generation, calibration, unknownShare });
    generation.close();
    for (const { search, hits } of matches) {
      const [floor = 0, question = 0] = search.id.split("-").map(Number);
      for (const { article } of hits) told[floor]?.[question]?.add(article.id);
    }
  }
  return FLOORS.map((floor, index) => ({ floor, ...judge(told[index] ?? [], reports, questions) }));
}

function judge(
  told: readonly ReadonlySet<string>[],
  reports: readonly JudgedReport[],
  questions: readonly JudgedQuestion[],
): Omit<Figures, "floor"> {
  const counted = questions.map((question, index) => judgeOne(question, told[index] ?? new Set(), reports));
  const sum = (field: keyof Counts) => counted.reduce((total, one) => total + one[field], 0);
  const [right, all] = [sum("right"), sum("told")];
  const asked = counted.filter(({ answers }) => answers > 0);
  return {
    told: all,
    precision: right / Math.max(1, all),
    recall: right / Math.max(1, sum("answers")),
    events: asked.filter((one) => one.right > 0).length / Math.max(1, asked.length),
  };
}

interface Counts {
  /** Number of reports that answer. */
  readonly answers: number;
  /** Number of alerts, without those that are not judged. */
  readonly told: number;
  readonly right: number;
}

function judgeOne(
  { isAnsweredBy }: JudgedQuestion,
  told: ReadonlySet<string>,
  reports: readonly JudgedReport[],
): Counts {
  const answers = reports.filter((report) => isAnsweredBy(report) === true);
  const others = reports.filter((report) => isAnsweredBy(report) === false);
  const countTold = (some: readonly JudgedReport[]) =>
    some.filter(({ article }) => told.has(article.id)).length;
  const right = countTold(answers);
  return { answers: answers.length, right, told: right + countTold(others) };
}

/** Adds the reports again under other ids, one by one, with a local receiver. */
async function timeDeliveries(
  reports: readonly JudgedReport[],
  questions: readonly JudgedQuestion[],
  stream: Stream,
): Promise<readonly number[]> {
  const { store, folder, embedder } = stream;
  const receiver = await startReceiver();
  const list = new SavedSearchList(store);
  const secret = "DATELINE_ALERT_SECRET_TEST";
  const channel = { type: "webhook" as const, url: receiver.url, secret };
  for (const [index, { text }] of questions.entries()) {
    await list.add({ ...savedQuestion(text, { id: `${index}` }), channel });
  }
  const context = {
    store,
    prepared: new PreparedSearchMemory(),
    openEmbedder: async () => embedder,
    openGeneration: async (id: string) =>
      await openGeneration(folder, { id, format: localSegmentFormat, verify: "size" }),
  };
  const send = webhookSender({ allowPrivateAddresses: true, userAgent: "eval", secretOf: () => SECRET });
  await noticeChanges(context);
  const delays: number[] = [];
  try {
    // The first one prepares the searches, as in a new container.
    for (const { article } of reports) {
      const startedAt = performance.now();
      await add([{ ...article, id: `again-${article.id}`, text: `${article.text}\n\nMore soon.` }], stream);
      await noticeChanges(context);
      const { sent } = await deliverMessages({ store, send });
      const tookMs = performance.now() - startedAt;
      delays.push(...Array.from({ length: sent }, () => tookMs));
    }
  } finally {
    await receiver.close();
  }
  return delays;
}

function savedQuestion(
  text: string,
  rest: { readonly id: string; readonly minConfidence?: number | undefined },
) {
  const { id, minConfidence } = rest;
  return parseSavedSearch({
    id,
    name: text,
    question: { text, ...(minConfidence !== undefined && { minConfidence }) },
    per: "article",
    quietHours: 24,
    channel: { type: "feed" },
    createdAt: "2025-01-01T00:00:00Z",
  });
}

async function add(articles: readonly Article[], { folder, store, embedder }: Stream): Promise<void> {
  await updateIndex(
    {
      store,
      embedder,
      identities: new IdentityReader(store),
      format: localSegmentFormat,
      workFolder: join(folder, "work"),
    },
    {
      articles: articles.map((article) => ({ article, origin: null })),
      targetTokens: DEFAULT_TARGET_TOKENS,
      overlapTokens: DEFAULT_OVERLAP_TOKENS,
    },
  );
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
