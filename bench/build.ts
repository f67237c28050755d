/**
 * `npm run bench:build [-- NEWS --kill-after 60 --write]`: kills a build with an empty cache some seconds
 * into embedding, then completes it, builds again, and builds with one more article. Measures the embedded texts, time
 * and memory of each. Prints a report; `--write` keeps it in docs/benchmarks.
 *
 * @module
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { ensureModel } from "@dateline-search/core/embedding/ensure-model";
import { DEFAULT_MODEL_NAME, findModel } from "@dateline-search/core/model/model-registry";
import { type BuildOptions, killBuild, measureBuild } from "./build/measure-build.ts";
import { note } from "./process/note.ts";
import { buildReport } from "./report/build-report.ts";
import { describeRun } from "./report/describe-run.ts";
import { publishReport } from "./report/publish-report.ts";
import { articleFolder } from "./workload/article-folders.ts";
import { inRepository } from "./workload/in-repository.ts";
import { userModelsFolder } from "./workload/user-models-folder.ts";

/** The corpus of this repository. */
const ADDED = inRepository("corpus");

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "kill-after": { type: "string", default: "60" },
      write: { type: "boolean", default: false },
    },
  });
  const news = articleFolder("npm run bench:build", positionals, "news-articles");
  const run = describeRun("npm run bench:build");
  await ensureModel({ spec: findModel(DEFAULT_MODEL_NAME), modelsFolder: userModelsFolder() });
  const folder = await mkdtemp(join(tmpdir(), "dateline-bench-"));
  const prepare = async (name: string, corpus: readonly string[]): Promise<BuildOptions> => {
    note(name);
    const indexFolder = await mkdtemp(join(folder, "index-"));
    return { corpus, indexFolder, cacheFolder: join(folder, "cache") };
  };
  try {
    const killedAfterMs = await killBuild(
      await prepare("a build that is killed", [news]),
      Number(values["kill-after"]) * 1_000,
    );
    const resumed = await measureBuild(await prepare("the build after it", [news]));
    const again = await measureBuild(await prepare("the same again", [news]));
    const added = await measureBuild(await prepare("one article added", [news, ADDED]));
    const corpus = basename(news);
    const report = buildReport({ run, corpus, killedAfterMs, resumed, again, added });
    await publishReport(report, values.write ? inRepository("docs/benchmarks/build.md") : undefined);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
