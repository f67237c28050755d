/**
 * Fits how far the similarities of a model can be believed: `npx tsx bench/calibrate.ts INDEX JUDGED UNANSWERABLE…`, for an
 * index of the judged corpus, its judged queries, and files of queries that nothing in it answers. Prints the constants of
 * each mode and the shares of answers kept and of unanswerable queries refused, by floor.
 * docs/decisions/0015-abstention.md says what they are for.
 */

import { modelsFolder } from "@dateline-search/cli/folders";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { readJudgedSet } from "@dateline-search/core/evaluation/read-judged-set";
import { readUnanswerable } from "@dateline-search/core/evaluation/read-questions";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { confidenceOf } from "@dateline-search/core/search/confidence";
import { MODES, parseQuery } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import type { ModeCalibration, SearchMode } from "@dateline-search/core/types";
import { type Example, fitCalibration } from "./calibrate/fit-calibration.ts";

const FLOORS = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];

const [indexFolder, judgedPath, ...unanswerablePaths] = process.argv.slice(2);
if (indexFolder === undefined || judgedPath === undefined || unanswerablePaths.length === 0) {
  throw new Error("Cannot calibrate: an index, judged queries and files of unanswerable queries are needed");
}
const generation = await openGeneration(indexFolder, { format: localSegmentFormat, verify: "size" });
const embedder = await openTransformersEmbedder({
  modelsFolder: modelsFolder({ config: {} }),
  modelName: generation.manifest.model.name,
});
const judged = await readJudgedSet(judgedPath);
const unanswerable = (await Promise.all(unanswerablePaths.map(readUnanswerable))).flat();
const competing = generation.manifest.passages;
for (const mode of MODES) report(mode, await collect(mode));
generation.close();
await embedder.close();

/** What is known of the best hits of every query, without a floor. */
async function collect(mode: SearchMode): Promise<readonly Example[]> {
  const ask = async (text: string) => {
    const query = parseQuery({ text: text.slice(0, 1_000), mode, limit: 50, minConfidence: 0 });
    return (await searchPassages({ generation, embedder }, query)).hits;
  };
  const examples: Example[] = [];
  for (const query of judged.queries) {
    const hits = await ask(query.text);
    if (!hits.slice(0, 10).some((hit) => query.gradeOf(hit) > 0)) continue;
    examples.push({ isAnswered: true, hits: hits.map(({ parts }) => parts) });
  }
  for (const { text } of unanswerable) {
    examples.push({ isAnswered: false, hits: (await ask(text)).map(({ parts }) => parts) });
  }
  return examples;
}

function report(mode: SearchMode, examples: readonly Example[]): void {
  const fitted = fitCalibration(examples, { competing, usesWords: mode !== "semantic" });
  const constants = Object.entries(fitted).map(([name, value]) => `${name}: ${value.toFixed(2)}`);
  process.stdout.write(`${mode}: { ${constants.join(", ")} }\n`);
  for (const floor of FLOORS) {
    const share = (isAnswered: boolean) => {
      const some = examples.filter((example) => example.isAnswered === isAnswered);
      const passing = some.filter((example) => surest(example, { ...fitted, floor }) >= floor).length;
      return (100 * (isAnswered ? passing : some.length - passing)) / Math.max(1, some.length);
    };
    process.stdout.write(
      `  floor ${floor}: kept ${share(true).toFixed(1)} %, refused ${share(false).toFixed(1)} %\n`,
    );
  }
}

function surest({ hits }: Example, weights: ModeCalibration): number {
  return Math.max(0, ...hits.map((hit) => confidenceOf(hit, weights, competing)));
}
