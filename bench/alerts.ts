/**
 * `npm run bench:alerts [-- --searches 10000 --passages 100 --runs 5 --write]`: measures how long it takes to
 * match new passages against saved searches, with the real model. The index contains the articles of one
 * collection, the last of which are new. Saved searches are beginnings of sentences from the same and another
 * collection, so that some match. Prints a report; `--write` keeps it in docs/benchmarks.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { vectorsInMemory } from "@dateline-search/core/adapters/segment/vectors-in-memory";
import { matchSearches } from "@dateline-search/core/alerts/match-searches";
import { rowsOfArticles } from "@dateline-search/core/alerts/new-passages";
import { embeddedText, prepareSearches } from "@dateline-search/core/alerts/prepare-searches";
import { alertQuery, parseSavedSearch, type SavedSearch } from "@dateline-search/core/alerts/saved-search";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { updateIndex } from "@dateline-search/core/indexing/update-index";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import { splitSentences } from "@dateline-search/core/passages/split-sentences";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Article } from "@dateline-search/core/types";
import { note } from "./process/note.ts";
import { describeRun } from "./report/describe-run.ts";
import { markdownTable } from "./report/markdown-table.ts";
import { publishReport } from "./report/publish-report.ts";
import { articleFolders } from "./workload/article-folders.ts";
import { openDefaultEmbedder } from "./workload/default-embedder.ts";
import { inRepository } from "./workload/in-repository.ts";

const COLLECTIONS = ["eval/time/corpus.jsonl", "news-articles"];
const WORDS_OF_A_SEARCH = 8;
const TEXTS_AT_ONCE = 64;
/** Share of the saved searches from the indexed collection. */
const NEAR_SHARE = 0.05;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      searches: { type: "string", default: "10000" },
      passages: { type: "string", default: "100" },
      runs: { type: "string", default: "5" },
      write: { type: "boolean", default: false },
    },
  });
  const run = describeRun("npm run bench:alerts");
  const [indexed = "", others = ""] = articleFolders("npm run bench:alerts", positionals, COLLECTIONS);
  const embedder = await openDefaultEmbedder();
  const folder = await mkdtemp(join(tmpdir(), "dateline-alerts-"));
  try {
    const articles = await articlesOf(indexed);
    const fresh = await indexWithNews(articles, Number(values.passages), { folder, embedder });
    const wanted = Number(values.searches);
    const near = sentencesOf(articles, Math.round(wanted * NEAR_SHARE));
    const far = sentencesOf(await articlesOf(others), wanted - near.length);
    const searches = [...near, ...far].map(toSearch);
    const embeddings = await embedAll(searches, embedder);
    const preparing = performance.now();
    const prepared = prepareSearches(searches.map(parseSavedSearch), {
      embeddings,
      openVectors: vectorsInMemory,
      languages: [],
      unknownShare: embedder.unknownShare,
    });
    const preparedMs = performance.now() - preparing;
    const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "size" });
    const { calibration, unknownShare } = embedder;
    const freshRows = rowsOfArticles(generation.segments, fresh);
    const times: number[] = [];
    const processor: number[] = [];
    let report = await matchSearches(prepared, freshRows, { generation, calibration, unknownShare });
    for (let count = 0; count < Number(values.runs); count++) {
      const startedAt = performance.now();
      const usedBefore = process.cpuUsage();
      report = await matchSearches(prepared, freshRows, { generation, calibration, unknownShare });
      times.push(performance.now() - startedAt);
      const { user, system } = process.cpuUsage(usedBefore);
      processor.push((user + system) / 1_000);
    }
    const rows = freshRows.flatMap((ofSegment) => ofSegment.rows);
    generation.close();
    const figures = [
      ["saved searches", prepared.searches.length],
      ["passages of the index", generation.manifest.passages],
      ["new passages", rows.length],
      ["searches looked at after the bounds", report.looked],
      ["searches asked as ordinary ones", report.asked],
      ["searches with an alert", report.matches.length],
      ["time, best of the runs", `${Math.round(Math.min(...times))} ms`],
      ["time, median", `${Math.round(medianOf(times))} ms`],
      ["time of processors, best of the runs", `${Math.round(Math.min(...processor))} ms`],
      ["reading and preparing the searches, once for each list", `${Math.round(preparedMs)} ms`],
    ] as const;
    const table = markdownTable(["what", "figure"], figures);
    const text = `# Alerts: new passages against saved searches\n\n${run}\n\n${table}`;
    await publishReport(text, values.write ? inRepository("docs/benchmarks/alerts.md") : undefined);
  } finally {
    await embedder.close();
    await rm(folder, { recursive: true, force: true });
  }
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

/** Indexes the articles in two updates. @returns ids of the second, which has about this many passages */
async function indexWithNews(
  articles: readonly Article[],
  passages: number,
  { folder, embedder }: IndexContext,
): Promise<readonly string[]> {
  const store = new FileObjectStore(folder);
  const add = async (some: readonly Article[]) => {
    note(`adding ${some.length} articles`);
    const context = { store, embedder, identities: new IdentityReader(store), format: localSegmentFormat };
    return await updateIndex(
      { ...context, workFolder: join(folder, "work") },
      {
        articles: some.map((article) => ({ article, origin: null })),
        targetTokens: DEFAULT_TARGET_TOKENS,
        overlapTokens: DEFAULT_OVERLAP_TOKENS,
      },
    );
  };
  const first = await add(articles.slice(0, articles.length / 2));
  const count = Math.max(1, Math.round((passages * first.added.length) / first.passages));
  await add(articles.slice(articles.length / 2, articles.length - count));
  return (await add(articles.slice(articles.length - count))).added;
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

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

await main();
