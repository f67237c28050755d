/**
 * `npm run bench:search-filters [-- <folder of articles> --passages 200000 --queries 60 --index <folder> --write]`:
 * measures what filters add to a whole search, from parameters to hits. Uses an index of synthetic articles and
 * pre-computed query embeddings, because the model would hide the cost of filters. Prints a report;
 * `--write` keeps it in docs/benchmarks.
 *
 * @module
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { type OpenGeneration, openGeneration } from "@dateline-search/core/generation/open-generation";
import { parseQuery, type QueryInput } from "@dateline-search/core/search/parse-query";
import type { SearchContext } from "@dateline-search/core/search/search-context";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import type { Embedding } from "@dateline-search/core/types";
import { seededRandom } from "../tests/fixtures/seeded-random.ts";
import { note } from "./process/note.ts";
import { runMeasured } from "./process/run-measured.ts";
import { timed } from "./process/timed.ts";
import { describeRun } from "./report/describe-run.ts";
import { publishReport } from "./report/publish-report.ts";
import { type SearchFilterFigures, searchFiltersReport } from "./report/search-filters-report.ts";
import type { SyntheticBuildInput } from "./synthetic/build-task.ts";
import { corpusWords } from "./synthetic/corpus-words.ts";
import { articleFolder } from "./workload/article-folders.ts";
import { inRepository } from "./workload/in-repository.ts";

const COMMAND = "npm run bench:search-filters";
const SEED = 20_251_128;
const DIMENSIONS = 384;
const WORDS_PER_QUERY = 6;
/** Each query is the mean of this many passages: near several topics, as questions are. */
const PASSAGES_PER_QUERY = 2;

/** Synthetic articles cover 7,000 days from 2005 on and four sources. */
const FILTERS: Readonly<Record<string, Partial<QueryInput>>> = {
  none: {},
  "`from` before all": { from: "2000-01-01" },
  "`asOf` after all": { asOf: "2030-06-01T12:00:00Z" },
  "`excludeSource` that none is of": { excludeSource: "Nobody's Times" },
  "`from`, nine of ten": { from: "2006-12-01" },
  "`excludeSource`, three of four": { excludeSource: "Evening Post" },
  "`from`, half": { from: "2014-08-01" },
  "`source`, one of four": { source: "Evening Post" },
  "a year": { from: "2012-01-01", to: "2012-12-31" },
  "a month": { from: "2012-03-01", to: "2012-03-31" },
  "a day of a source": { from: "2012-03-01", to: "2012-03-01", source: "Evening Post" },
  nothing: { source: "Nobody's Times" },
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      passages: { type: "string", default: "200000" },
      queries: { type: "string", default: "60" },
      index: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const run = describeRun(COMMAND);
  const corpusPath = articleFolder(COMMAND, positionals, "news-articles");
  const folder = await mkdtemp(join(tmpdir(), "dateline-search-filters-"));
  try {
    const indexFolder = values.index ?? join(folder, "index");
    if (values.index === undefined) {
      await buildSynthetic({ indexFolder, corpusPath, passageCount: Number(values.passages) });
    }
    const generation = await openGeneration(indexFolder, { format: localSegmentFormat, verify: "size" });
    const words = await corpusWords(corpusPath);
    const figures = await measure(generation, words, Number(values.queries));
    const { passages } = generation.manifest;
    generation.close();
    const report = searchFiltersReport({ run, passages, figures });
    await publishReport(report, values.write ? inRepository("docs/benchmarks/search-filters.md") : undefined);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function buildSynthetic(
  input: Pick<SyntheticBuildInput, "indexFolder" | "corpusPath" | "passageCount">,
) {
  note(`building an index of ${input.passageCount} made-up passages`);
  const model = { name: "synthetic", fingerprint: "0".repeat(64), dimensions: DIMENSIONS };
  await runMeasured(new URL("./synthetic/build-task.ts", import.meta.url), { ...input, model, seed: SEED });
}

/** Alternates the filters for every query, so that other load on the machine affects all of them. */
async function measure(
  generation: OpenGeneration,
  words: readonly string[],
  queries: number,
): Promise<readonly SearchFilterFigures[]> {
  const random = seededRandom(SEED);
  const firstMs = new Map<string, number>();
  const ms = new Map<string, number[]>(Object.keys(FILTERS).map((filter) => [filter, []]));
  const totals = new Map<string, string>();
  for (let turn = 0; turn < queries; turn++) {
    const first = Math.floor(random() * (words.length - WORDS_PER_QUERY));
    const text = words.slice(first, first + WORDS_PER_QUERY).join(" ");
    const context = contextOf(generation, embeddingBetween(generation, random));
    for (const [filter, parameters] of Object.entries(FILTERS)) {
      const searched = await timed(() => searchPassages(context, parseQuery({ text, ...parameters })));
      if (firstMs.has(filter)) ms.get(filter)?.push(searched.ms);
      else firstMs.set(filter, searched.ms);
      totals.set(filter, searched.result.plan.join());
    }
  }
  return Object.keys(FILTERS).map((filter) => ({
    filter,
    plan: totals.get(filter) ?? "",
    firstMs: firstMs.get(filter) ?? 0,
    ms: ms.get(filter) ?? [],
  }));
}

function contextOf(generation: OpenGeneration, embedding: Embedding): SearchContext {
  const embedder = { embedQuery: async () => embedding, calibration: null, unknownShare: () => 0 };
  return { generation, embedder };
}

function embeddingBetween({ segments: [segment] }: OpenGeneration, random: () => number): Embedding {
  if (segment === undefined) throw new Error("Cannot measure filters: the index is empty");
  const rows = Array.from({ length: PASSAGES_PER_QUERY }, () =>
    Math.floor(random() * segment.passages.passageCount),
  );
  const sum = new Float32Array(segment.exact.dimensions);
  for (const { passage } of segment.storedEmbeddings(rows)) {
    passage.forEach((value, index) => {
      sum[index] = (sum[index] as number) + value;
    });
  }
  const norm = Math.hypot(...sum);
  return sum.map((value) => value / norm);
}

await main();
