import { DEFAULT_LIMIT, MAX_LIMIT } from "@dateline-search/core/search/parse-query";
import { Command, Option } from "commander";
import type { SimilarFlags } from "../actions/run-similar.ts";
import { missingArgument, wholeNumber } from "../command-arguments.ts";
import { engineOption } from "../engine-option.ts";
import { defaultIndexFolder } from "../environment.ts";
import { addFilters, addFloor, timeZoneFlag } from "../search-flags.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline similar --text draft.txt                check whether you have reported this
  pbpaste | dateline similar --text - --from 2025-12-01
  dateline similar --text draft.txt --title "Ferries stay in port"
  dateline similar b7f1c2d09a4e                    find articles similar to one in the index

The exit code is 0 even if nothing is similar.`;

/** `dateline similar` */
export const similarCommand: CommandFactory = (context) =>
  addFloor(addFilters(new Command("similar")))
    .summary("find articles similar to a text or to another article")
    .description(
      "Finds the articles nearest in meaning to a text of up to 20,000 characters, or to an article of the index. Splits a long text as articles are split, and scores each article by its nearest passage.",
    )
    .argument("[id]", "id of an article, unless you give --text")
    .option("--text <file>", "file with the text, - for standard input")
    .option("--title <headline>", "headline of the text, embedded with each of its passages")
    .option("--index <folder>", "folder of the index", defaultIndexFolder())
    .addOption(engineOption("query this cluster instead of the folder"))
    .addOption(
      new Option("--limit <n>", "maximum number of articles")
        .default(DEFAULT_LIMIT)
        .argParser(wholeNumber(1, MAX_LIMIT)),
    )
    .addOption(timeZoneFlag())
    .option("--full", "print whole passages, addresses and scores", false)
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (id: string | undefined, flags: SimilarFlags, command: Command) => {
      if (id === undefined && flags.text === undefined) missingArgument(command, "id", "or give --text");
      if (id !== undefined && flags.text !== undefined) {
        command.error(`error: an id ("${id}") and --text exclude each other`);
      }
      const { runSimilar } = await import("../actions/run-similar.ts");
      await runSimilar(id, flags, context);
    });
