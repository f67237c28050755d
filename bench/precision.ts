/**
 * `npm run bench:precision [-- SETS]`: measures the retrieval quality lost by quantized weights. Builds and
 * searches judged sets (default: the seed questions, the ranking set and TIME) with the ordinary code, with
 * int8 and with fp32. Uses the embedding cache of `npm run eval`. Prints a report.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { pullModel } from "@dateline-search/core/embedding/pull-model";
import { type Evaluation, evaluate } from "@dateline-search/core/evaluation/evaluate";
import { readJudgedSet } from "@dateline-search/core/evaluation/read-judged-set";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { buildIndex } from "@dateline-search/core/indexing/build-index";
import { weightsFile } from "@dateline-search/core/model/model-record";
import { DEFAULT_MODEL_NAME, findModel } from "@dateline-search/core/model/model-registry";
import type { Precision } from "@dateline-search/core/model/model-spec";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { note } from "./process/note.ts";
import { describeRun } from "./report/describe-run.ts";
import { type PrecisionFigures, precisionReport } from "./report/precision-report.ts";
import { articleFolders } from "./workload/article-folders.ts";
import { withKeptEmbeddings } from "./workload/default-embedder.ts";
import { inRepository } from "./workload/in-repository.ts";
import { userModelsFolder } from "./workload/user-models-folder.ts";

const OWN_SETS = ["tests/relevance/seed-questions.jsonl", "tests/relevance/ranking-set"];
const COLLECTIONS = ["eval/time"];
const PRECISIONS = ["int8", "fp32"] as const;
/** Measured warm, after the evaluation. */
const TIMED_QUERIES = 50;

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const run = describeRun("npm run bench:precision");
  const named = articleFolders("npm run bench:precision", positionals, COLLECTIONS);
  const sets = positionals.length > 0 ? named : [...OWN_SETS.map(inRepository), ...named];
  const figures: PrecisionFigures[] = [];
  for (const precision of PRECISIONS) figures.push(await measurePrecision(precision, sets));
  process.stdout.write(`${precisionReport(run, figures)}\n`);
}

async function measurePrecision(precision: Precision, sets: readonly string[]): Promise<PrecisionFigures> {
  const modelsFolder = userModelsFolder();
  const spec = findModel(DEFAULT_MODEL_NAME);
  const { files } = await pullModel({ spec, modelsFolder, precision });
  const model = await openTransformersEmbedder({ modelsFolder, modelName: spec.name, precision });
  const embedder = withKeptEmbeddings(model);
  try {
    const bySet = new Map<string, Pick<PrecisionSet, "dense" | "hybrid">>();
    const texts: string[] = [];
    for (const path of sets) {
      note(`${precision}: ${path}`);
      const { name, queries, ...evaluations } = await measureSet(path, embedder);
      bySet.set(name, evaluations);
      texts.push(...queries);
    }
    const queryMs = await timeQueries(model, texts.slice(0, TIMED_QUERIES));
    const weights = files.find(({ path }) => path === weightsFile(precision));
    return { precision, weightsBytes: weights?.sizeBytes ?? 0, queryMs, bySet };
  } finally {
    await embedder.close();
  }
}

interface PrecisionSet {
  readonly name: string;
  readonly queries: readonly string[];
  readonly dense: Evaluation;
  readonly hybrid: Evaluation;
}

async function measureSet(path: string, embedder: Embedder): Promise<PrecisionSet> {
  const set = await readJudgedSet(path);
  const beir = join(path, "corpus.jsonl");
  const corpusPath = existsSync(beir) ? beir : inRepository("corpus");
  const folder = await mkdtemp(join(tmpdir(), "dateline-precision-"));
  try {
    await buildIndex(
      {
        store: new FileObjectStore(folder),
        embedder,
        format: localSegmentFormat,
        workFolder: join(folder, "work"),
      },
      {
        corpusPath,
        targetTokens: DEFAULT_TARGET_TOKENS,
        overlapTokens: DEFAULT_OVERLAP_TOKENS,
        strict: true,
      },
    );
    const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "size" });
    const dense = await evaluate({ generation, embedder }, set, "semantic");
    const hybrid = await evaluate({ generation, embedder }, set, "hybrid");
    generation.close();
    return { name: set.name, queries: set.queries.map(({ text }) => text), dense, hybrid };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timeQueries(embedder: Embedder, texts: readonly string[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const text of texts) {
    const startedAt = performance.now();
    await embedder.embedQuery(text);
    times.push(performance.now() - startedAt);
  }
  return times;
}

await main();
