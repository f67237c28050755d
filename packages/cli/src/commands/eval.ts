import { DEFAULT_MODEL_NAME } from "@dateline/core/model/model-registry";
import { DEFAULT_TARGET_TOKENS } from "@dateline/core/passages/default-lengths";
import { Command, Option } from "commander";
import { wholeNumber } from "../parse-number.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline eval tests/relevance/seed-questions.jsonl   questions judged by the sentence that answers them
  dateline eval beir/scifact                           a folder in BEIR layout: corpus.jsonl, queries.jsonl, qrels/`;

export interface EvalFlags {
  readonly corpus: string;
  readonly model: string;
  readonly targetTokens: number;
  readonly json: boolean;
}

/** `dateline eval` */
export const evalCommand: CommandFactory = (context) =>
  new Command("eval")
    .summary("measure how well queries find what answers them")
    .description("Builds an index of the judged corpus and searches it, with the ordinary build and search.")
    .argument(
      "[judged]",
      "questions (.jsonl) over --corpus, or a folder in BEIR layout",
      "tests/relevance/seed-questions.jsonl",
    )
    .option("--corpus <path>", "corpus of the questions", "corpus")
    .option("--model <name>", "embedding model", DEFAULT_MODEL_NAME)
    .addOption(
      new Option("--target-tokens <n>", "aim for passages of this many tokens")
        .default(DEFAULT_TARGET_TOKENS)
        .argParser(wholeNumber(16, 4_096)),
    )
    .option("--json", "print the figures as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (judged: string, flags: EvalFlags) => {
      const { runEval } = await import("../actions/run-eval.ts");
      await runEval(judged, flags, context);
    });
