/**
 * `npm run fit:stories [-- <folder of sections>]`: fits the weights that decide whether two articles report
 * the same event, on judged sets, individually written reports, and pairs of every second real article.
 * Prints them with the figures of models that were fitted without the kind of event they are tested on. With
 * `--words` it counts the common words of those articles instead, which
 * packages/core/src/stories/news-words.ts contains.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { SIGNS } from "@dateline-search/core/stories/same-event";
import { seededRandom } from "../tests/fixtures/seeded-random.ts";
import { note } from "./process/note.ts";
import { countNewsWords } from "./stories/count-words.ts";
import { embedReports, openStoryEmbedder } from "./stories/embed-reports.ts";
import { type JudgedReport, judgedEvents } from "./stories/events/judged-events.ts";
import { fitModel, type JudgedPair, weighed } from "./stories/fit-model.ts";
import { judgedPairs } from "./stories/pair-signs.ts";
import { realPairs } from "./stories/real-pairs.ts";
import { writtenReports } from "./stories/written-reports.ts";
import { articleFolder } from "./workload/article-folders.ts";

/** Sets for fitting; `npm run eval:stories` measures on others. */
const SEEDS = [1, 2];
/** Total weight of each source's pairs, whatever their number. */
const OF_TEMPLATES = 900;
const OF_WRITTEN = 1000;
const OF_TRAPS = 500;
/** Without long reports of one event, length alone would count against one. */
const OF_LONG = 1000;
/** Events in several media, with the background that these add. */
const OF_COVERAGE = 300;
/** Low, because they were not judged individually. */
const OF_REAL = 100;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { words: { type: "boolean", default: false } },
  });
  const folder = articleFolder("npm run fit:stories", positionals, "news-articles/news");
  if (values.words) return printWords(folder);
  const embedder = await openStoryEmbedder();
  const pairs: JudgedPair[] = [];
  try {
    const drawn: JudgedPair[] = [];
    for (const seed of SEEDS) {
      note(`comparing the reports of judged set ${seed}`);
      drawn.push(...(await pairsOf(judgedEvents(seededRandom(seed)), embedder)));
    }
    pairs.push(...weighed(drawn, OF_TEMPLATES));
    pairs.push(...weighed(await pairsOf(await writtenReports("fit"), embedder), OF_WRITTEN));
    pairs.push(...weighed(await pairsOf(await writtenReports("fit-traps"), embedder), OF_TRAPS));
    pairs.push(...weighed(await pairsOf(await writtenReports("fit-long"), embedder), OF_LONG));
    pairs.push(...weighed(await pairsOf(await writtenReports("fit-coverage"), embedder), OF_COVERAGE));
    note(`embedding the articles in ${folder}`);
    pairs.push(...weighed(await realPairs(folder, embedder), OF_REAL));
  } finally {
    await embedder.close();
  }
  printModel(pairs);
  printTried(pairs);
}

async function pairsOf(reports: readonly JudgedReport[], embedder: Embedder): Promise<readonly JudgedPair[]> {
  const embeddings = await embedReports(
    embedder,
    reports.map(({ article }) => article),
  );
  return judgedPairs(
    reports.map((report, index) => ({ ...report, embedding: embeddings[index] as Float32Array })),
  );
}

async function printWords(folder: string): Promise<void> {
  const texts: string[] = [];
  for await (const entry of readCorpus(folder, {}))
    if (entry.kind === "article") texts.push(entry.article.text);
  for (const stems of countNewsWords(texts)) process.stdout.write(`${stems.join(" ")}\n`);
}

function printModel(pairs: readonly JudgedPair[]): void {
  const { intercept, weights } = fitModel(pairs);
  const lines = SIGNS.map(([name], index) => `  ${name}: ${weights[index]}`);
  process.stdout.write(`${pairs.length} pairs\n  intercept: ${intercept.toFixed(2)}\n${lines.join("\n")}\n`);
}

function printTried(pairs: readonly JudgedPair[]): void {
  for (const kind of new Set(pairs.map((pair) => pair.kind))) {
    const { intercept, weights } = fitModel(pairs.filter((pair) => pair.kind !== kind));
    const tried = pairs.filter((pair) => pair.kind === kind);
    const joined = tried.filter(
      ({ signs }) => signs.reduce((sum, sign, index) => sum + sign * (weights[index] ?? 0), intercept) > 0,
    );
    const right = joined.filter(({ isSame }) => isSame).length;
    const all = tried.filter(({ isSame }) => isSame).length;
    process.stdout.write(`${kind}: ${right} of ${all} pairs joined, ${joined.length - right} wrongly\n`);
  }
}

await main();
