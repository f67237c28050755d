import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { DEFAULT_TARGET_TOKENS } from "@dateline-search/core/passages/default-lengths";
import { Command, Option } from "commander";
import type { EvalFlags } from "../actions/run-eval.ts";
import { wholeNumber } from "../parse-number.ts";
import { addRerankerFlags } from "../reranker-flags.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline eval tests/relevance/seed-questions.jsonl   questions judged by the sentence that answers them
  dateline eval beir/scifact                           a folder in BEIR layout: corpus.jsonl, queries.jsonl, qrels/
  dateline eval beir/scifact --whole-documents         beside it the ranking that a model's published figures are of
  dateline eval beir/scifact --rerank                  beside it the ranking of a reranker

  dateline eval time scifact --unanswerable time=scifact/queries.jsonl --unanswerable scifact=time/queries.jsonl \\
    --calibrate calibration.json                       fit what the model's similarities are worth

A line of a .jsonl file is {"id", "question", "answer": "a sentence of the corpus", "why"}, or {"id", "question",
"articles": ["id of an article that answers", …]}.

An unanswerable.jsonl beside the judged queries holds {"id", "question"} for what must get no answer. Of those it is counted
how many get none, and of the judged queries how many keep their answer, with the default floor. --unanswerable SET=FILE is for
the set of this name alone. The queries.jsonl of another collection will do.

--calibrate prints how many answers each floor keeps and how many unanswerable queries it refuses, measured on queries that the
fit has not seen (five parts in turn). Sets of several sizes and kinds make a calibration that holds for other corpora.
Put the file beside the model as dateline-calibration.json: the command says where. From there "dateline bundle" takes it.

Figures are percent, each with its 95 % interval (bootstrap over the queries). Embeddings are kept in the cache, so a
second run that changes only the ranking takes seconds.`;

/** Questions about the seed article, and a small set of articles with judged queries. */
const DEFAULT_SETS = ["tests/relevance/seed-questions.jsonl", "tests/relevance/ranking-set"];

/** `dateline eval` */
export const evalCommand: CommandFactory = (context) =>
  addRerankerFlags(new Command("eval"))
    .summary("measure how well queries find what answers them")
    .description("Builds an index of the judged corpus and searches it, with the ordinary build and search.")
    .argument("[judged...]", "questions (.jsonl) over --corpus, or folders in BEIR layout", DEFAULT_SETS)
    .option("--corpus <path>", "corpus of the questions", "corpus")
    .option("--model <name>", "embedding model", DEFAULT_MODEL_NAME)
    .addOption(
      new Option("--target-tokens <n>", "aim for passages of this many tokens")
        .default(DEFAULT_TARGET_TOKENS)
        .argParser(wholeNumber(16, 4_096)),
    )
    .option(
      "--unanswerable <file>",
      "questions that nothing in the corpus answers, beside those in unanswerable.jsonl, or SET=FILE (repeatable)",
      (value: string, earlier: readonly string[] = []) => [...earlier, value],
    )
    .option("--whole-documents", "also rank whole documents by one embedding, as models are published", false)
    .option("--calibrate <file>", "fit the confidence of the model on these sets, and write it to this file")
    .option("--json", "print the figures as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (judged: readonly string[], flags: EvalFlags) => {
      if (flags.calibrate !== undefined) {
        const { runCalibrate } = await import("../actions/run-calibrate.ts");
        await runCalibrate(judged, { ...flags, calibrate: flags.calibrate }, context);
        return;
      }
      const { runEval } = await import("../actions/run-eval.ts");
      await runEval(judged, flags, context);
    });
