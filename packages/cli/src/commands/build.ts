import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { DEFAULT_OVERLAP_TOKENS } from "@dateline-search/core/passages/default-lengths";
import { Command, Option } from "commander";
import type { BuildFlags } from "../actions/run-build.ts";
import { wholeNumber } from "../command-arguments.ts";
import { addReadingOptions, SOURCES_HELP } from "../corpus-help.ts";
import { FAST_HELP, targetTokensOption } from "../embedding-flags.ts";
import { defaultIndexFolder } from "../environment.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline build                          index ./corpus
  dateline build ~/archive --index out    index another folder
  dateline build stories.jsonl --strict   stop at the first record that cannot be read
  dateline build s3://my-bucket/articles  index the articles in a bucket
  dateline build ~/archive --fast         index a large archive in about half of the time
  dateline build feeds.urls --follow      index feeds and the full pages behind their summaries`;

/** `dateline build` */
export const buildCommand: CommandFactory = (context, report) =>
  addReadingOptions(
    new Command("build")
      .summary("build an index from articles")
      .description(
        'Reads articles, splits and embeds them, and replaces the index once everything is done. Drops articles of the previous build that have left the corpus. Refuses, with exit code 4, to discard articles that "dateline add" has added since and that the corpus lacks, unless you pass --replace.',
      )
      .argument("[corpus...]", "files, folders and URLs of articles", ["corpus"])
      .option("--index <folder>", "folder of the index", defaultIndexFolder())
      .option("--model <name>", "embedding model", DEFAULT_MODEL_NAME)
      .option("--fast", FAST_HELP, false)
      .addOption(targetTokensOption())
      .addOption(
        new Option(
          "--overlap-tokens <n>",
          "repeat whole sentences of the previous passage, up to this many tokens",
        )
          .default(DEFAULT_OVERLAP_TOKENS)
          .argParser(wholeNumber(0, 1_024)),
      ),
  )
    .option("--strict", "stop at the first record that cannot be read", false)
    .option("--replace", "build even if that undoes additions and removals made since the last build", false)
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", SOURCES_HELP + EXAMPLES)
    .action(async (paths: string[], flags: BuildFlags) => {
      const { runBuild } = await import("../actions/run-build.ts");
      report(await runBuild(paths, flags, context));
    });
