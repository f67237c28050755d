/**
 * `npm run bench:report [-- <folder of articles>] [-- --only search,cold,build,growth --sizes 10000,50000
 * --rounds 3 --queries 200 --engines dateline,hnswlib --articles 250,500,1000,2095 --cold-size 50000
 * --growth-sizes 5000,10000,20000,50000 --again search/10000
 * --write-only]`: measures Dateline
 * and its rivals, and writes docs/benchmarks/report.md. Each measurement is stored in report.json at once, so an
 * interrupted run can continue. `--again` repeats the measurements whose key begins with a text.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { ensureModel } from "@dateline-search/core/embedding/ensure-model";
import { DEFAULT_MODEL_NAME, findModel } from "@dateline-search/core/model/model-registry";
import { measureBuilds } from "./parts/build-part.ts";
import { COLD_SIDES, measureCold } from "./parts/cold-part.ts";
import { measureSearch, type SearchPartOptions } from "./parts/search-part.ts";
import { currentCommit } from "./report/describe-run.ts";
import { writeFullReport } from "./report/full-report.ts";
import { KeptResults } from "./report/kept-results.ts";
import { ENGINES, type EngineName } from "./rivals/engines.ts";
import { installRivals } from "./rivals/install-rivals.ts";
import { articleFolder } from "./workload/article-folders.ts";
import { inRepository } from "./workload/in-repository.ts";
import { userModelsFolder } from "./workload/user-models-folder.ts";

const PARTS = ["search", "cold", "build", "growth"] as const;
const RESULTS = inRepository("docs/benchmarks/report.json");

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: "string", default: PARTS.join(",") },
      sizes: { type: "string", default: "10000,50000,200000" },
      engines: { type: "string", default: Object.keys(ENGINES).join(",") },
      rounds: { type: "string", default: "3" },
      queries: { type: "string", default: "200" },
      articles: { type: "string", default: "250,500,1000,2095" },
      "cold-size": { type: "string", default: "50000" },
      "growth-sizes": { type: "string", default: "5000,10000,20000,50000" },
      again: { type: "string" },
      "write-only": { type: "boolean", default: false },
    },
  });
  const kept = await KeptResults.open(RESULTS, currentCommit());
  if (values.again !== undefined) await kept.drop(values.again);
  const parts = values["write-only"] ? [] : values.only.split(",");
  if (parts.length > 0) {
    const corpusPath = articleFolder("npm run bench:report", positionals, "news-articles");
    installRivals();
    await ensureModel({ spec: findModel(DEFAULT_MODEL_NAME), modelsFolder: userModelsFolder() });
    const [rounds, queries] = [Number(values.rounds), Number(values.queries)];
    const sizes = values.sizes.split(",").map(Number);
    const engines = values.engines.split(",").map(engineNamed);
    const articles = values.articles.split(",").map(Number);
    const size = Number(values["cold-size"]);
    const growthSizes = values["growth-sizes"].split(",").map(Number);
    if (parts.includes("search")) await measureSearch(kept, { corpusPath, sizes, engines, rounds, queries });
    if (parts.includes("build")) await measureBuilds(kept, { corpusPath, articles });
    if (parts.includes("cold")) await measureCold(kept, { corpusPath, size, sides: COLD_SIDES, rounds });
    if (parts.includes("growth"))
      await measureGrowth(kept, { corpusPath, sizes: growthSizes, rounds, queries });
  }
  await writeFullReport(kept);
}

/** Measures Dateline alone at every size, except for what other parts have measured. */
async function measureGrowth(kept: KeptResults, options: Omit<SearchPartOptions, "engines">): Promise<void> {
  await measureSearch(kept, { ...options, engines: ["dateline"] });
  for (const size of options.sizes) await measureCold(kept, { ...options, size, sides: ["dateline"] });
}

function engineNamed(name: string): EngineName {
  if (name in ENGINES) return name as EngineName;
  throw new RangeError(`Cannot measure "${name}": it is not one of ${Object.keys(ENGINES).join(", ")}`);
}

await main();
