/**
 * `npm run bench:quick [-- --against main --rounds 4]`: builds a small corpus and searches it, alternately with this
 * working tree and with another commit. Prints ratios. Exits with 1 if one is more than 20 % worse, and with 2 if the
 * other commit cannot be measured. The corpus has random words and embeddings, and is small enough for scans.
 * `npm run bench:report` measures the rest.
 *
 * @module
 */

import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ensureModel } from "@dateline-search/core/embedding/ensure-model";
import { DEFAULT_MODEL_NAME, findModel } from "@dateline-search/core/model/model-registry";
import { seededRandom } from "../tests/fixtures/seeded-random.ts";
import { note } from "./process/note.ts";
import { runMeasured } from "./process/run-measured.ts";
import { compareTrees, quickReport } from "./quick/compare-trees.ts";
import type { QuickFigures, QuickInput } from "./quick/measure-task.ts";
import { corpusWords } from "./synthetic/corpus-words.ts";
import { syntheticArticles } from "./synthetic/synthetic-articles.ts";
import { inRepository } from "./workload/in-repository.ts";
import { userModelsFolder } from "./workload/user-models-folder.ts";

const ROOT = inRepository("");
const SEED = 20_261_129;
const PASSAGES = 1_200;
const QUERIES = 60;
const MODEL_TEXTS = 24;
/** The measuring code, copied into the other tree, so that the same code measures both. */
const MEASURING = ["bench/quick/measure-task.ts", "bench/process/run-measured.ts"];
/** Installed packages, which both trees share. */
const INSTALLED = ["node_modules", "packages/core/node_modules"];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { against: { type: "string", default: "main" }, rounds: { type: "string", default: "4" } },
  });
  await ensureModel({ spec: findModel(DEFAULT_MODEL_NAME), modelsFolder: userModelsFolder() });
  const folder = await mkdtemp(join(tmpdir(), "dateline-quick-"));
  const other = join(folder, "other");
  try {
    await checkOut(values.against, other);
    const input = await prepare(folder);
    const figures = { ours: [] as QuickFigures[], theirs: [] as QuickFigures[] };
    for (let round = 1; round <= Number(values.rounds); round++) {
      note(`round ${round} of ${values.rounds}`);
      const measureBoth = [
        async () => figures.ours.push(await measure(ROOT, input)),
        async () => figures.theirs.push(await measure(other, input)),
      ];
      // Swap the order each round.
      for (const measureOne of round % 2 === 0 ? measureBoth.reverse() : measureBoth) await measureOne();
    }
    const compared = compareTrees(figures.ours, figures.theirs);
    process.stdout.write(`${quickReport(compared, values.against)}\n`);
    process.exitCode = compared.some(({ isWorse }) => isWorse) ? 1 : 0;
  } catch (error) {
    process.stderr.write(`Cannot compare with "${values.against}": ${(error as Error).message}\n`);
    process.exitCode = 2;
  } finally {
    git("worktree", "remove", "--force", other);
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkOut(commit: string, folder: string): Promise<void> {
  git("worktree", "add", "--detach", folder, commit);
  for (const path of INSTALLED) await symlink(join(ROOT, path), join(folder, path));
  for (const path of MEASURING) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await cp(join(ROOT, path), join(folder, path));
  }
}

/** Writes a corpus of random words. */
async function prepare(folder: string): Promise<Omit<QuickInput, "indexFolder">> {
  const words = await corpusWords(inRepository("corpus"));
  const random = seededRandom(SEED);
  const articles = [...syntheticArticles({ words, passageCount: PASSAGES, random })].map(({ article }) => ({
    ...article,
    // A sentence begins with a capital.
    text: article.text.replaceAll(/(?<=^|\. |\n)\p{Ll}/gu, (letter) => letter.toUpperCase()),
  }));
  const corpusFile = join(folder, "corpus.jsonl");
  await writeFile(corpusFile, articles.map((article) => `${JSON.stringify(article)}\n`).join(""));
  const queries = articles.slice(0, QUERIES).map(({ title }) => title);
  const texts = articles.slice(0, MODEL_TEXTS).map(({ text }) => text.slice(0, 600));
  return { corpusFile, modelsFolder: userModelsFolder(), queries, texts };
}

async function measure(tree: string, input: Omit<QuickInput, "indexFolder">): Promise<QuickFigures> {
  const indexFolder = await mkdtemp(join(tmpdir(), "dateline-quick-index-"));
  try {
    const task = pathToFileURL(join(tree, "bench/quick/measure-task.ts"));
    return (await runMeasured<QuickFigures>(task, { ...input, indexFolder }, tree)).result;
  } finally {
    await rm(indexFolder, { recursive: true, force: true });
  }
}

function git(...args: readonly string[]): void {
  execFileSync("git", args, { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] });
}

await main();
