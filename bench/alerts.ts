/**
 * `npm run bench:alerts [-- --searches 10000 --passages 100 --runs 3 --write]`: measures how long it takes to
 * match new passages against saved searches, with the real model. The index contains the articles of one
 * collection, the last of which are new. Saved searches are beginnings of sentences from this and another collection,
 * so that some match. Prints a report. `--write` keeps it in docs/benchmarks. `--work FOLDER` caches the index and the
 * embeddings in a folder.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { decodeEmbeddings, encodeEmbeddings } from "@dateline-search/core/alerts/embeddings-file";
import { type MatchReport, matchSearches } from "@dateline-search/core/alerts/match-searches";
import { rowsOfArticles } from "@dateline-search/core/alerts/new-passages";
import {
  embeddedText,
  type PreparedSearches,
  prepareSearches,
} from "@dateline-search/core/alerts/prepare-searches";
import { alertQuery, parseSavedSearch, type SavedSearch } from "@dateline-search/core/alerts/saved-search";
import { strictQuestion } from "@dateline-search/core/alerts/strict-question";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { updateIndex } from "@dateline-search/core/indexing/update-index";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import { splitSentences } from "@dateline-search/core/passages/split-sentences";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Segment } from "@dateline-search/core/ports/segment";
import type { Article } from "@dateline-search/core/types";
import { note } from "./process/note.ts";
import { type Timed, timed } from "./process/timed.ts";
import { describeRun } from "./report/describe-run.ts";
import { markdownTable } from "./report/markdown-table.ts";
import { publishReport } from "./report/publish-report.ts";
import { articleFolders } from "./workload/article-folders.ts";
import { openDefaultEmbedder } from "./workload/default-embedder.ts";
import { inRepository } from "./workload/in-repository.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const COLLECTIONS = ["eval/time/corpus.jsonl", "news-articles"];
const WORDS_OF_A_SEARCH = 8;
const TEXTS_AT_ONCE = 64;
/** Share of the saved searches from the indexed collection. */
const NEAR_SHARE = 0.05;

/** Shares of the searches and of the passages. */
const SIZES = [
  { ofSearches: 1, ofPassages: 1, isStrict: true },
  { ofSearches: 1, ofPassages: 1 },
  { ofSearches: 0.5, ofPassages: 1 },
  { ofSearches: 0.25, ofPassages: 1 },
  { ofSearches: 0.1, ofPassages: 1 },
  { ofSearches: 1, ofPassages: 0.5 },
  { ofSearches: 1, ofPassages: 0.1 },
];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      searches: { type: "string", default: "10000" },
      passages: { type: "string", default: "100" },
      runs: { type: "string", default: "3" },
      write: { type: "boolean", default: false },
      work: { type: "string" },
    },
  });
  const run = describeRun("npm run bench:alerts");
  const [indexed = "", others = ""] = articleFolders("npm run bench:alerts", positionals, COLLECTIONS);
  const embedder = await openDefaultEmbedder();
  const folder = values.work ?? (await mkdtemp(join(tmpdir(), "dateline-alerts-")));
  try {
    const size = { searches: Number(values.searches), passages: Number(values.passages) };
    const workload = await readOrMakeWorkload({ indexed, others, size }, { folder, embedder });
    const looks = new Looks({ folder, embedder, ...workload });
    const { searches } = workload;
    const figures: Figures[] = [];
    for (const { ofSearches, ofPassages, isStrict = false } of SIZES) {
      const size = {
        searches: Math.round(ofSearches * searches.length),
        passages: Math.round(ofPassages * Number(values.passages)),
        isStrict,
      };
      note(`matching ${size.passages} passages against ${size.searches} searches`);
      figures.push(await looks.measure(size, Number(values.runs)));
    }
    const text = [
      "# Alerts: new passages against saved searches",
      run,
      reportOf(figures),
      `The index has ${looks.indexed} passages. *Strict* searches are as new ones are saved, with names in quotation marks and a higher floor. *CPU* is processor time of all threads in milliseconds, and all times are the best of ${values.runs} runs. A *first round* looks up every term, as in a new process. A *next round* is that of a process that has already read the index without these passages. *Preparing* happens once for each list of searches. *Memory* is the growth of the heap and its buffers.`,
    ].join("\n\n");
    await publishReport(text, values.write ? inRepository("docs/benchmarks/alerts.md") : undefined);
  } finally {
    await embedder.close();
    if (values.work === undefined) await rm(folder, { recursive: true, force: true });
  }
}

interface Workload {
  readonly updates: Updates;
  readonly searches: readonly SavedSearch[];
  readonly embeddings: ReadonlyMap<string, Float32Array>;
}

interface Wanted {
  readonly indexed: string;
  readonly others: string;
  readonly size: Size;
}

async function readOrMakeWorkload(wanted: Wanted, context: IndexContext): Promise<Workload> {
  const { folder } = context;
  const [plan, vectors] = [join(folder, "workload.json"), join(folder, "embeddings.bin")];
  if (existsSync(plan)) {
    const { updates, texts } = JSON.parse(await readFile(plan, "utf8")) as {
      updates: Updates;
      texts: string[];
    };
    const embeddings = decodeEmbeddings(await readFile(vectors));
    return { updates, searches: texts.map(toSearch), embeddings };
  }
  const { updates, texts, embeddings } = await makeWorkload(wanted, context);
  await writeFile(vectors, encodeEmbeddings(embeddings, context.embedder.dimensions));
  await writeFile(plan, JSON.stringify({ updates, texts }));
  return { updates, searches: texts.map(toSearch), embeddings };
}

async function makeWorkload({ indexed, others, size }: Wanted, context: IndexContext) {
  const articles = await articlesOf(indexed);
  const updates = await indexWithNews(articles, size.passages, context);
  const near = sentencesOf(articles, Math.round(size.searches * NEAR_SHARE));
  const far = sentencesOf(await articlesOf(others), size.searches - near.length);
  // Mixed, so that every measured share of the searches contains both kinds.
  const texts = [...near, ...far].sort((a, b) => (hashOfId(a) < hashOfId(b) ? -1 : 1));
  return { updates, texts, embeddings: await embedAll(texts.map(toSearch), context.embedder) };
}

interface Size {
  readonly searches: number;
  readonly passages: number;
}

interface MeasuredSize extends Size {
  /** Whether searches are saved with `strictQuestion`, as new alerts are by default. */
  readonly isStrict: boolean;
}

type Cost = Pick<Timed<unknown>, "ms" | "cpuMs">;

interface Figures extends MeasuredSize {
  readonly preparingMs: number;
  readonly first: Cost;
  readonly next: Cost;
  readonly looked: number;
  readonly alerts: number;
  readonly megabytes: number;
}

function reportOf(figures: readonly Figures[]): string {
  const head = [
    "searches",
    "strict",
    "new passages",
    "next round, ms",
    "CPU",
    "first round, ms",
    "CPU",
    "preparing, CPU",
    "left after the bounds",
    "with an alert",
    "memory, MB",
  ];
  const rows = figures.map((one) => [
    one.searches,
    one.isStrict ? "yes" : "no",
    one.passages,
    Math.round(one.next.ms),
    Math.round(one.next.cpuMs),
    Math.round(one.first.ms),
    Math.round(one.first.cpuMs),
    Math.round(one.preparingMs),
    one.looked,
    one.alerts,
    Math.round(one.megabytes),
  ]);
  return markdownTable(head, rows);
}

interface Updates {
  /** The last two updates: their generations and the articles that they added. */
  readonly before: { readonly id: string; readonly articles: readonly string[] };
  readonly news: { readonly id: string; readonly articles: readonly string[] };
}

interface LooksContext {
  readonly folder: string;
  readonly updates: Updates;
  readonly searches: readonly SavedSearch[];
  readonly embeddings: ReadonlyMap<string, Float32Array>;
  readonly embedder: Embedder;
}

/** Runs a round on each of the two generations, one after the other. */
class Looks {
  readonly #context: LooksContext;
  indexed = 0;

  constructor(context: LooksContext) {
    this.#context = context;
  }

  async measure(size: MeasuredSize, runs: number): Promise<Figures> {
    const all: Figures[] = [];
    for (let count = 0; count < runs; count++) all.push(await this.#lookTwice(size));
    const best = (costOf: (one: Figures) => Cost) => ({
      ms: Math.min(...all.map((one) => costOf(one).ms)),
      cpuMs: Math.min(...all.map((one) => costOf(one).cpuMs)),
    });
    const [first] = all as [Figures];
    return {
      ...first,
      preparingMs: Math.min(...all.map(({ preparingMs }) => preparingMs)),
      first: best(({ first }) => first),
      next: best(({ next }) => next),
    };
  }

  async #lookTwice(size: MeasuredSize): Promise<Figures> {
    const { searches, embeddings, embedder, updates } = this.#context;
    const { isStrict } = size;
    const saved = searches
      .slice(0, size.searches)
      .map((search) => (isStrict ? { ...search, question: strictQuestion(search.question) } : search))
      .map(parseSavedSearch);
    const { unknownShare } = embedder;
    const memoryBefore = memoryInUse();
    const { result: prepared, cpuMs: preparingMs } = await timed(() =>
      prepareSearches(saved, { embeddings, languages: ["en"], unknownShare }),
    );
    const { cost: first } = await this.#look(prepared, updates.before, size.passages);
    const { report, cost: next, passages } = await this.#look(prepared, updates.news, size.passages);
    const megabytes = (memoryInUse() - memoryBefore) / 1e6;
    const { looked, matches } = report;
    return {
      searches: saved.length,
      isStrict,
      passages,
      preparingMs,
      first,
      next,
      looked,
      alerts: matches.length,
      megabytes,
    };
  }

  async #look(
    prepared: PreparedSearches,
    { id, articles }: Updates["news"],
    passages: number,
  ): Promise<{ readonly report: MatchReport; readonly cost: Cost; readonly passages: number }> {
    const { folder, embedder } = this.#context;
    const generation = await openGeneration(folder, { id, format: localSegmentFormat, verify: "size" });
    try {
      this.indexed = generation.manifest.passages;
      const rows = firstRows(generation.segments, articles, passages);
      const { calibration, unknownShare } = embedder;
      const { result: report, ...cost } = await timed(
        async () => await matchSearches(prepared, rows, { generation, calibration, unknownShare }),
      );
      return { report, cost, passages: rows.reduce((sum, ofSegment) => sum + ofSegment.rows.length, 0) };
    } finally {
      generation.close();
    }
  }
}

/** Rows of as many articles as fit into this many passages, but of at least one. */
function firstRows(segments: readonly Segment[], articles: readonly string[], passages: number) {
  let rows = rowsOfArticles(segments, articles.slice(0, 1));
  for (let count = 2; count <= articles.length; count++) {
    const more = rowsOfArticles(segments, articles.slice(0, count));
    if (more.reduce((sum, ofSegment) => sum + ofSegment.rows.length, 0) > passages) break;
    rows = more;
  }
  return rows;
}

/** Memory after a garbage collection. */
function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function articlesOf(path: string): Promise<readonly Article[]> {
  const articles: Article[] = [];
  for await (const entry of readCorpus(path, {})) if (entry.kind === "article") articles.push(entry.article);
  return articles;
}

interface IndexContext {
  readonly folder: string;
  readonly embedder: Embedder;
}

/** Indexes the articles in four updates, the last two of which have about this many passages. */
async function indexWithNews(
  articles: readonly Article[],
  passages: number,
  { folder, embedder }: IndexContext,
): Promise<Updates> {
  const store = new FileObjectStore(folder);
  const add = async (some: readonly Article[]) => {
    note(`adding ${some.length} articles`);
    const context = { store, embedder, identities: new IdentityReader(store), format: localSegmentFormat };
    const added = await updateIndex(
      { ...context, workFolder: join(folder, "work") },
      {
        articles: some.map((article) => ({ article, origin: null })),
        targetTokens: DEFAULT_TARGET_TOKENS,
        overlapTokens: DEFAULT_OVERLAP_TOKENS,
      },
    );
    const { generation } = await readCurrent(store, {});
    return { added, id: generation ?? "" };
  };
  const half = Math.floor(articles.length / 2);
  const { added } = await add(articles.slice(0, half));
  // A few more than needed, because articles differ in length.
  const count = Math.ceil((1.3 * passages * half) / added.passages);
  await add(articles.slice(half, articles.length - 2 * count));
  const before = await add(articles.slice(-2 * count, -count));
  const news = await add(articles.slice(-count));
  return {
    before: { id: before.id, articles: before.added.added },
    news: { id: news.id, articles: news.added.added },
  };
}

/** Beginnings of sentences from all parts of the collection, without duplicates. */
function sentencesOf(articles: readonly Article[], count: number): readonly string[] {
  const texts = new Set<string>();
  for (let sentence = 0; texts.size < count && sentence < 100; sentence++) {
    for (const { text } of articles) {
      const found = splitSentences(text)[sentence];
      const words = found === undefined ? [] : text.slice(found.start, found.end).match(/[\p{L}\p{N}]+/gu);
      if (words !== null && words.length >= WORDS_OF_A_SEARCH)
        texts.add(words.slice(0, WORDS_OF_A_SEARCH).join(" "));
      if (texts.size === count) break;
    }
  }
  return [...texts];
}

function toSearch(text: string, index: number): SavedSearch {
  return parseSavedSearch({
    id: `search-${index}`,
    name: text,
    question: { text },
    per: "story",
    quietHours: 24,
    channel: { type: "feed" },
    createdAt: "2025-01-01T00:00:00Z",
  });
}

/** The model has no query prefix, so queries may be embedded in batches. */
async function embedAll(
  searches: readonly SavedSearch[],
  embedder: Embedder,
): Promise<ReadonlyMap<string, Float32Array>> {
  note(`embedding ${searches.length} searches`);
  const texts = searches.map((search) => embeddedText(alertQuery(search)));
  const embeddings = new Map<string, Float32Array>();
  for (let start = 0; start < texts.length; start += TEXTS_AT_ONCE) {
    const some = texts.slice(start, start + TEXTS_AT_ONCE);
    (await embedder.embedPassages(some)).forEach((embedding, index) => {
      embeddings.set(some[index] as string, embedding);
    });
  }
  return embeddings;
}

await main();
