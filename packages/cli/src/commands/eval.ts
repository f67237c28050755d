import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { Command, Option } from "commander";
import type { EvalFlags } from "../actions/run-eval.ts";
import { percentage } from "../command-arguments.ts";
import { FAST_HELP, targetTokensOption } from "../embedding-flags.ts";
import { addRerankerFlags } from "../search-flags.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline eval tests/relevance/seed-questions.jsonl   questions, each judged by the sentence that answers it
  dateline eval beir/scifact                           a folder in BEIR layout: corpus.jsonl, queries.jsonl, qrels/
  dateline eval beir/scifact --whole-documents         also rank whole documents, as a model's published figures do
  dateline eval beir/scifact --rerank                  also measure the reranked order

  dateline eval time scifact --unanswerable time=scifact/queries.jsonl --unanswerable scifact=time/queries.jsonl \\
    --calibrate calibration.json                       calibrate the model's confidence

A line of a .jsonl file is {"id", "question", "answer": "a sentence of the corpus", "why"}, or {"id", "question",
"articles": ["id of an article that answers", …]}.

List queries that must get no answer in an unanswerable.jsonl next to the judged queries, as {"id", "question"}. With the default
floor, the command counts how many of them get no answer, and how many judged queries keep theirs. --unanswerable SET=FILE
applies to the named set only. The queries.jsonl of another collection will do.

List events in a stories.jsonl next to the judged queries, as {"event", "articles": ["id of an article that reports it", …]}. The
command then compares the stories of the index with them: precision and recall of pairs, and B-cubed precision, recall and F1.
With --least-story-precision or --least-story-f1, it exits with 4 if a set stays below.

--calibrate prints, for each floor, how many answers it keeps and how many unanswerable queries it refuses. It measures on
queries that the fit has not seen (five-fold cross-validation). It chooses the floor with * behind it: there every set keeps
98 % of its answers and refuses 95 % of its unanswerable queries, if any floor does that. Use sets of several sizes and
kinds, so that the calibration holds for other corpora. Put the file next to the model as dateline-calibration.json, where
"dateline bundle" picks it up. The command prints the path.

Figures are percentages, each with its 95 % confidence interval (bootstrap over the queries). Embeddings are cached: if you
change only the ranking, a second run takes seconds.`;

/** Questions about the seed article, and a small set of articles with judged queries. */
const DEFAULT_SETS = ["tests/relevance/seed-questions.jsonl", "tests/relevance/ranking-set"];

/** `dateline eval` */
export const evalCommand: CommandFactory = (context, report) =>
  addStoryFloors(
    addRerankerFlags(new Command("eval"))
      .summary("measure the quality of search on judged queries")
      .description(
        "Builds an index of the judged corpus and searches it, with the same code as build and search.",
      )
      .argument("[judged...]", "questions (.jsonl) about --corpus, or folders in BEIR layout", DEFAULT_SETS)
      .option("--corpus <path>", "corpus of the questions", "corpus")
      .option("--model <name>", "embedding model", DEFAULT_MODEL_NAME)
      .option("--fast", FAST_HELP, false)
      .addOption(targetTokensOption())
      .option(
        "--unanswerable <file>",
        "questions without an answer in the corpus, added to unanswerable.jsonl: FILE or SET=FILE (repeatable)",
        (value: string, earlier: readonly string[] = []) => [...earlier, value],
      )
      .option(
        "--whole-documents",
        "also rank whole documents by one embedding, as published figures do",
        false,
      ),
  )
    .option(
      "--engine <location>",
      "opensearch=https://host:9200/name: measure this cluster. The judged index is loaded under a separate name, and deleted afterwards",
    )
    .option("--calibrate <file>", "calibrate the model's confidence on these sets, and write it to this file")
    .option("--json", "print the figures as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (judged: readonly string[], flags: EvalFlags) => {
      if (flags.calibrate !== undefined) {
        const { runCalibrate } = await import("../actions/run-calibrate.ts");
        await runCalibrate(judged, { ...flags, calibrate: flags.calibrate }, context);
        return;
      }
      const { runEval } = await import("../actions/run-eval.ts");
      report(await runEval(judged, flags, context));
    });

/** Options of the quality that stories must have. */
function addStoryFloors(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--least-story-precision <percent>",
        "exit with 4 if fewer pairs of articles in one story report one event",
      ).argParser(percentage),
    )
    .addOption(
      new Option(
        "--least-story-f1 <percent>",
        "exit with 4 if the B-cubed F1 of the stories is lower",
      ).argParser(percentage),
    );
}
