/**
 * `npm run bench:filters [-- <folders> --passages 100000 --queries 120 --write]`: finds the share of allowed
 * passages above which HNSW beats scanning them, and how many of the true ten nearest HNSW finds. Uses
 * embeddings of real texts, from the cache of `npm run eval`. Prints a report; `--write` keeps it in
 * docs/benchmarks.
 *
 * @module
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { RowSet } from "@dateline-search/core/ports/row-set";
import type { Segment } from "@dateline-search/core/ports/segment";
import {
  CANDIDATES_PER_RANKER,
  planSegment,
  scanNearest,
  searchGraph,
} from "@dateline-search/core/search/find-candidates";
import type { Embedding } from "@dateline-search/core/types";
import { exampleArticle, paragraphsOf } from "../tests/fixtures/example-article.ts";
import { seededRandom } from "../tests/fixtures/seeded-random.ts";
import { shareFound } from "./filters/judge-nearest.ts";
import { judgedQueries, realEmbeddings } from "./filters/real-embeddings.ts";
import { note } from "./process/note.ts";
import { describeRun } from "./report/describe-run.ts";
import { type FilterFigures, filtersReport } from "./report/filters-report.ts";
import { publishReport } from "./report/publish-report.ts";
import { articleFolders } from "./workload/article-folders.ts";
import { openDefaultEmbedder } from "./workload/default-embedder.ts";
import { inRepository } from "./workload/in-repository.ts";

/** The first two give 100,000 embeddings and human queries; the third is for more. */
const COLLECTIONS = ["eval/time", "eval/scifact", "news-articles"];
const SHARES = [1, 0.75, 0.5, 0.25, 0.1, 0.05, 0.01, 0.001];
const SEED = 20_251_125;
/** The top of the candidates that a search requests. */
const JUDGED = 10;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      passages: { type: "string", default: "100000" },
      queries: { type: "string", default: "120" },
      write: { type: "boolean", default: false },
    },
  });
  const run = describeRun("npm run bench:filters");
  const folders = articleFolders("npm run bench:filters", positionals, COLLECTIONS);
  const embedder = await openDefaultEmbedder();
  const folder = await mkdtemp(join(tmpdir(), "dateline-filters-"));
  try {
    const embeddings = Number(values.passages);
    const collections = await writeSegment(folder, embedder, { folders, embeddings });
    const queries = evenly(await judgedQueries(folders, embedder), Number(values.queries));
    const segment = localSegmentFormat.open(folder, embedder.dimensions);
    const filters = [...randomFilters(embeddings), ...collectionFilters(segment, [...collections.keys()])];
    const figures = filters.map((filter) => measure(segment, filter, queries));
    segment.close();
    const { dimensions } = embedder;
    const report = filtersReport({
      run,
      embeddings,
      dimensions,
      queries: queries.length,
      collections,
      figures,
    });
    await publishReport(report, values.write ? inRepository("docs/benchmarks/filters.md") : undefined);
  } finally {
    await embedder.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Wanted {
  readonly folders: readonly string[];
  readonly embeddings: number;
}

/**
 * Writes one passage per embedding, with the collection as its article's source. @returns rows of each
 * collection
 */
async function writeSegment(
  folder: string,
  embedder: Embedder,
  { folders, embeddings: wanted }: Wanted,
): Promise<ReadonlyMap<string, number>> {
  const writer = await localSegmentFormat.create(folder, embedder.dimensions);
  const embeddings: Embedding[] = [];
  const collections = new Map<string, number>();
  for await (const { collection, embedding } of realEmbeddings(folders, embedder)) {
    const article = exampleArticle({ id: `${embeddings.length}`, text: "Rain.", source: collection });
    writer.addArticle(article, paragraphsOf(article));
    embeddings.push(embedding);
    collections.set(collection, (collections.get(collection) ?? 0) + 1);
    if (embeddings.length === wanted) break;
  }
  if (embeddings.length < wanted)
    throw new Error(`Cannot measure ${wanted} passages: the texts have ${embeddings.length}`);
  for (const [row, embedding] of embeddings.entries()) {
    if (row % 10_000 === 0) note(`  ${row} of ${wanted} in the graph`);
    writer.addEmbeddings([{ passage: embedding, sentences: [] }]);
  }
  await writer.finish();
  return collections;
}

interface MeasuredFilter {
  readonly filter: string;
  readonly allowed: RowSet | null;
}

function randomFilters(passages: number): readonly MeasuredFilter[] {
  const random = seededRandom(SEED);
  const chooseRows = (share: number) =>
    RowSet.of(
      passages,
      Array.from({ length: passages }, (_, row) => row).filter(() => random() < share),
    );
  return SHARES.map((share) =>
    share === 1
      ? { filter: "none", allowed: null }
      : { filter: `${share * 100} %`, allowed: chooseRows(share) },
  );
}

function collectionFilters(segment: Segment, collections: readonly string[]): readonly MeasuredFilter[] {
  return collections.map((collection) => ({
    filter: `only \`${collection}\``,
    allowed: segment.passages.rowsMatching({ source: [collection] }),
  }));
}

function measure(
  segment: Segment,
  { filter, allowed }: MeasuredFilter,
  queries: readonly Embedding[],
): FilterFigures {
  note(`  filter ${filter}`);
  const { passageCount: passages } = segment.passages;
  const plan = planSegment({ passages, allowed: allowed?.count ?? null });
  const planned = plan === "exact-scan" ? scanNearest : searchGraph;
  const [scanMs, graphMs]: [number[], number[]] = [[], []];
  const [graphRecall, plannedRecall]: [number[], number[]] = [[], []];
  for (const embedding of queries) {
    const query = { embedding, allowed, limit: CANDIDATES_PER_RANKER };
    const truth = timed(() => scanNearest(segment, query), scanMs).slice(0, JUDGED);
    graphRecall.push(
      shareFound(
        truth,
        timed(() => searchGraph(segment, query), graphMs),
      ),
    );
    plannedRecall.push(shareFound(truth, planned(segment, query)));
  }
  return {
    filter,
    allowed: allowed?.count ?? passages,
    scanMs,
    graphMs,
    graphRecall,
    plan,
    plannedRecall,
  };
}

/** Picks this many items, evenly spaced. */
function evenly<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from(
    { length: count },
    (_, index) => items[Math.floor((index * items.length) / count)] as Item,
  );
}

function timed<Result>(work: () => Result, times: number[]): Result {
  const startedAt = performance.now();
  const result = work();
  times.push(performance.now() - startedAt);
  return result;
}

await main();
