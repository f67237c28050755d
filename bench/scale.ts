/**
 * `npm run bench [-- <folder of articles>] [-- --rounds 3 --queries 240 --write]`: builds an index of a
 * corpus and searches it, and does the same with a rival. Prints a report; `--write` keeps it in
 * docs/benchmarks.
 *
 * @module
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { ensureModel } from "@dateline-search/core/embedding/ensure-model";
import { DEFAULT_MODEL_NAME, findModel } from "@dateline-search/core/model/model-registry";
import type { BuildFigures } from "./dateline/build-task.ts";
import type { OramaBuildFigures } from "./orama/build-task.ts";
import { note } from "./process/note.ts";
import { type Measured, runMeasured } from "./process/run-measured.ts";
import { describeRun } from "./report/describe-run.ts";
import { publishReport } from "./report/publish-report.ts";
import { scaleReport } from "./report/scale-report.ts";
import { articleFolder } from "./workload/article-folders.ts";
import { chooseQueries } from "./workload/choose-queries.ts";
import { inRepository } from "./workload/in-repository.ts";
import { readIndexedPassages } from "./workload/indexed-passages.ts";
import type { QueryFigures, QueryInput } from "./workload/query-figures.ts";
import { userModelsFolder } from "./workload/user-models-folder.ts";

const SEED = 20_251_210;
const WARM_UP_QUERIES = 20;

const task = (path: string) => new URL(path, import.meta.url);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "3" },
      queries: { type: "string", default: "240" },
      write: { type: "boolean", default: false },
    },
  });
  const corpusPath = articleFolder("npm run bench", positionals, "news-articles");
  const run = describeRun("npm run bench");
  const modelsFolder = userModelsFolder();
  await ensureModel({ spec: findModel(DEFAULT_MODEL_NAME), modelsFolder });
  const workFolder = await mkdtemp(join(tmpdir(), "dateline-bench-"));
  try {
    const paths = { corpusPath, modelsFolder, indexFolder: join(workFolder, "index") };
    const oramaFile = join(workFolder, "orama.json");
    note(`building an index of ${corpusPath}`);
    const build = await runMeasured<BuildFigures>(task("./dateline/build-task.ts"), paths);
    const passages = await readIndexedPassages(paths.indexFolder);
    const chosen = chooseQueries(passages, { count: Number(values.queries) + WARM_UP_QUERIES, seed: SEED });
    const queries = chosen.slice(WARM_UP_QUERIES);
    const input = { modelsFolder, queries, warmUp: chosen.slice(0, WARM_UP_QUERIES).map(({ text }) => text) };
    const oramaInput = { indexFolder: paths.indexFolder, file: oramaFile };
    const oramaBuilds: Measured<OramaBuildFigures>[] = [];
    const dateline: Measured<QueryFigures>[] = [];
    const orama: Measured<QueryFigures>[] = [];
    const ask = (file: string, index: string) =>
      runMeasured<QueryFigures>(task(file), { ...input, index } satisfies QueryInput);
    for (let round = 1; round <= Number(values.rounds); round++) {
      note(`round ${round} of ${values.rounds}`);
      oramaBuilds.push(await runMeasured<OramaBuildFigures>(task("./orama/build-task.ts"), oramaInput));
      dateline.push(await ask("./dateline/query-task.ts", paths.indexFolder));
      orama.push(await ask("./orama/query-task.ts", oramaFile));
    }
    const corpus = `\`${basename(corpusPath)}\``;
    const report = scaleReport({ corpus, run, queries, build, oramaBuilds, dateline, orama });
    await publishReport(report, values.write ? inRepository("docs/benchmarks/scale.md") : undefined);
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

await main();
