/**
 * `npm run bench:ingest [-- NEWS --rounds 10 --synthetic 100000 --write]`: drops articles one by one into a
 * bucket and measures the time until an answer of the search function contains them, with both bundled
 * functions in Lambda's Runtime Interface Emulator and a real S3 server. Prints a report; `--write` keeps it
 * in docs/benchmarks.
 *
 * @module
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundleFunction } from "@dateline-search/cli/bundle/bundle-function";
import { ensureModel } from "@dateline-search/core/embedding/ensure-model";
import { DEFAULT_MODEL_NAME, findModel } from "@dateline-search/core/model/model-registry";
import { NATIVES_CACHE } from "../tests/setup/tool-cache.ts";
import { startVersitygw } from "../tests/setup/versitygw.ts";
import { coldCorpora } from "./cold/cold-corpora.ts";
import { type IngestFigures, measureIngest } from "./ingest/measure-ingest.ts";
import { note } from "./process/note.ts";
import { describeRun } from "./report/describe-run.ts";
import { ingestReport } from "./report/ingest-report.ts";
import { publishReport } from "./report/publish-report.ts";
import { articleFolder } from "./workload/article-folders.ts";
import { inRepository } from "./workload/in-repository.ts";
import { userModelsFolder } from "./workload/user-models-folder.ts";

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "10" },
      synthetic: { type: "string", default: "100000" },
      write: { type: "boolean", default: false },
    },
  });
  const news = articleFolder("npm run bench:ingest", positionals, "news-articles");
  const modelsFolder = userModelsFolder();
  const { name: modelName } = findModel(DEFAULT_MODEL_NAME);
  await ensureModel({ spec: findModel(modelName), modelsFolder });
  const sizes = values.synthetic.split(",").filter(Boolean).map(Number);
  const corpora = await coldCorpora(news, sizes);
  const run = describeRun("npm run bench:ingest");
  const workFolder = await mkdtemp(join(tmpdir(), "dateline-bench-"));
  const s3 = await startVersitygw();
  try {
    note("bundling the functions");
    const model = { modelsFolder, modelName };
    const bundles = { search: join(workFolder, "search"), ingest: join(workFolder, "ingest") };
    for (const entry of ["search", "ingest"] as const) {
      const mapFolder = join(workFolder, "map", entry);
      await bundleFunction({
        entry,
        outFolder: bundles[entry],
        mapFolder,
        cacheFolder: NATIVES_CACHE,
        ...model,
      });
    }
    const figures: IngestFigures[] = [];
    for (const corpus of corpora) {
      note(`adding to ${corpus.name}`);
      figures.push(await measureIngest(corpus, { s3, bundles, rounds: Number(values.rounds) }));
    }
    const report = ingestReport({ run, figures });
    await publishReport(report, values.write ? inRepository("docs/benchmarks/ingest.md") : undefined);
  } finally {
    await s3.stop();
    await rm(workFolder, { recursive: true, force: true });
  }
}

await main();
