/**
 * `npm run bench:opensearch [-- ARTICLES --passages 100000 --real 1000 --queries 200 --clients 1,16 --heap 1024 --write]`: sends
 * the same queries to a cluster of two nodes and to the embedded engine, through the package of the search function.
 * Prints a report; `--write` keeps it in docs/benchmarks. Needs Java 21 or newer and Maven.
 *
 * @module
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundleFunction } from "@dateline-search/cli/bundle/bundle-function";
import { CLUSTER_PACKAGES } from "@dateline-search/cli/bundle/copy-optional-packages";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { type OpenGeneration, openGeneration } from "@dateline-search/core/generation/open-generation";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { type OpenSearchCluster, startOpenSearch } from "../tests/setup/opensearch.ts";
import { NATIVES_CACHE } from "../tests/setup/tool-cache.ts";
import type { AskFigures, AskInput } from "./opensearch/ask-task.ts";
import type { ClusteredBuildFigures } from "./opensearch/build-task.ts";
import { measureLoad } from "./opensearch/measure-load.ts";
import { note } from "./process/note.ts";
import { runMeasured } from "./process/run-measured.ts";
import { describeRun } from "./report/describe-run.ts";
import { openSearchReport } from "./report/opensearch-report.ts";
import { publishReport } from "./report/publish-report.ts";
import { articleFolder } from "./workload/article-folders.ts";
import { chooseQueries } from "./workload/choose-queries.ts";
import { openDefaultEmbedder } from "./workload/default-embedder.ts";
import { inRepository } from "./workload/in-repository.ts";
import { readIndexedPassages } from "./workload/indexed-passages.ts";
import { userModelsFolder } from "./workload/user-models-folder.ts";

const SEED = 20_261_129;
const WARM_UP_QUERIES = 30;
const ALIAS = "bench";
const task = (path: string) => new URL(path, import.meta.url);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      passages: { type: "string", default: "100000" },
      real: { type: "string", default: "1000" },
      queries: { type: "string", default: "200" },
      clients: { type: "string", default: "1,16" },
      heap: { type: "string", default: "1024" },
      write: { type: "boolean", default: false },
    },
  });
  const corpusPath = join(
    articleFolder("npm run bench:opensearch", positionals, "eval/time"),
    "corpus.jsonl",
  );
  const run = describeRun("npm run bench:opensearch");
  const work = await mkdtemp(join(tmpdir(), "dateline-engines-"));
  const indexFolder = join(work, "index");
  const heapMegabytes = Number(values.heap);
  let cluster: OpenSearchCluster | undefined;
  try {
    note("building the index");
    const input = {
      indexFolder,
      corpusPath,
      passageCount: Number(values.passages),
      realCount: Number(values.real),
    };
    const build = await runMeasured<ClusteredBuildFigures>(task("./opensearch/build-task.ts"), {
      ...input,
      seed: SEED,
    });
    const questions = await realQuestions(indexFolder, build.result, Number(values.queries));
    const program = await bundle(join(work, "search"));
    const generation = await openGeneration(indexFolder, { format: localSegmentFormat, verify: "size" });
    const expected = await exactAnswers(generation, questions.queries);
    note("starting two nodes");
    cluster = await startOpenSearch({ heapMegabytes, isShortLived: false });
    note("loading the cluster");
    const load = await measureLoad(generation, cluster, ALIAS);
    generation.close();
    const ask = (environment: Readonly<Record<string, string>>) =>
      runMeasured<AskFigures>(task("./opensearch/ask-task.ts"), {
        program,
        environment: { ...environment, DATELINE_REFRESH_SECONDS: "3600", DATELINE_LOG_LEVEL: "error" },
        ...questions,
        clients: values.clients.split(",").map(Number),
      } satisfies AskInput);
    note("querying the embedded engine");
    const embedded = await ask({ DATELINE_STORE: indexFolder, DATELINE_CACHE: join(work, "tmp") });
    note("querying the cluster");
    const asked = await ask({ DATELINE_ENGINE: `opensearch=${cluster.endpoints.join()}/${ALIAS}` });
    const nodes = { rssBytes: load.nodeRssBytes(), heapPercent: await load.heapPercent() };
    await load.close();
    const { manifest } = generation;
    const figures = { run, manifest, build, load, nodes, embedded, asked, expected, heapMegabytes };
    const report = openSearchReport({ ...figures, endOfRun: describeRun("end") });
    await publishReport(report, values.write ? inRepository("docs/benchmarks/opensearch.md") : undefined);
  } finally {
    await cluster?.stop();
    await rm(work, { recursive: true, force: true });
  }
}

/** Taken from the real articles, because made-up ones would yield only common words. */
async function realQuestions(
  indexFolder: string,
  { realPassages }: ClusteredBuildFigures,
  count: number,
): Promise<Pick<AskInput, "queries" | "warmUp">> {
  const passages = (await readIndexedPassages(indexFolder)).slice(0, realPassages);
  const texts = chooseQueries(passages, { count: count + WARM_UP_QUERIES, seed: SEED }).map(
    ({ text }) => text,
  );
  return { warmUp: texts.slice(0, WARM_UP_QUERIES), queries: texts.slice(WARM_UP_QUERIES) };
}

async function bundle(outFolder: string): Promise<string> {
  await bundleFunction({
    entry: "search",
    outFolder,
    mapFolder: `${outFolder}-map`,
    cacheFolder: NATIVES_CACHE,
    modelsFolder: userModelsFolder(),
    modelName: DEFAULT_MODEL_NAME,
    optional: { names: CLUSTER_PACKAGES, from: [inRepository(".")] },
  });
  return join(outFolder, "index.mjs");
}

/** The first ten passages by meaning, from a comparison with every passage. */
async function exactAnswers(
  generation: OpenGeneration,
  queries: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const embedder = await openDefaultEmbedder();
  const answers: (readonly string[])[] = [];
  for (const text of queries) {
    const query = parseQuery({ text, mode: "semantic", limit: 10, minConfidence: 0 });
    const context = { generation, embedder, exactScanPassages: Number.POSITIVE_INFINITY };
    const { hits } = await searchPassages(context, query);
    answers.push(hits.map(({ passage }) => passage.id));
  }
  await embedder.close();
  return answers;
}

await main();
