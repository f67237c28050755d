/**
 * `npm run bench:cold [-- --rounds 5 --queries 240 --synthetic 20000,100000 --s3-model --without-rival --write]`: cold-starts
 * the bundled search function in Lambda's Runtime Interface Emulator, with its index on a real S3 server, and a rival.
 * `--s3-model` gives S3 the latency and bandwidth it has from a Lambda function. Prints a report; `--write` keeps it in
 * docs/benchmarks.
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
import { bundleRival } from "./cold/bundle-rival.ts";
import { coldCorpora } from "./cold/cold-corpora.ts";
import { type CorpusFigures, measureSideBySide } from "./cold/side-by-side.ts";
import { note } from "./process/note.ts";
import { coldStartReport } from "./report/cold-start-report.ts";
import { describeRun } from "./report/describe-run.ts";
import { publishReport } from "./report/publish-report.ts";
import { startS3Model } from "./s3-model/start-s3-model.ts";
import { articleFolder } from "./workload/article-folders.ts";
import { inRepository } from "./workload/in-repository.ts";
import { userModelsFolder } from "./workload/user-models-folder.ts";

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "5" },
      queries: { type: "string", default: "240" },
      "without-rival": { type: "boolean", default: false },
      synthetic: { type: "string", default: "20000,100000" },
      "s3-model": { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  const news = articleFolder("npm run bench:cold", positionals, "news-articles");
  const modelsFolder = userModelsFolder();
  const { name: modelName } = findModel(DEFAULT_MODEL_NAME);
  await ensureModel({ spec: findModel(modelName), modelsFolder });
  const sizes = values.synthetic.split(",").filter(Boolean).map(Number);
  const corpora = await coldCorpora(news, sizes);
  const run = describeRun("npm run bench:cold");
  const workFolder = await mkdtemp(join(tmpdir(), "dateline-bench-"));
  const s3 = await startVersitygw();
  const model = values["s3-model"] ? await startS3Model(s3.endpoint) : undefined;
  const functionEndpoint = model?.endpoint ?? s3.endpoint;
  try {
    const bundles = { dateline: join(workFolder, "dateline"), rival: join(workFolder, "rival") };
    note("bundling the functions");
    const mapFolder = join(workFolder, "map");
    await bundleFunction({
      entry: "search",
      outFolder: bundles.dateline,
      mapFolder,
      cacheFolder: NATIVES_CACHE,
      modelsFolder,
      modelName,
    });
    if (!values["without-rival"]) await bundleRival(bundles.dateline, bundles.rival);
    const figures: CorpusFigures[] = [];
    const [rounds, queryCount] = [Number(values.rounds), Number(values.queries)];
    const withRival = !values["without-rival"];
    const measured = { s3, functionEndpoint, bundles, rounds, workFolder, withRival };
    for (const corpus of corpora) {
      figures.push(await measureSideBySide(corpus, { ...measured, queryCount }));
    }
    const report = coldStartReport({ run, rounds, queryCount, figures, isModelled: model !== undefined });
    await publishReport(report, values.write ? inRepository("docs/benchmarks/cold-start.md") : undefined);
  } finally {
    await model?.stop();
    await s3.stop();
    await rm(workFolder, { recursive: true, force: true });
  }
}

await main();
