import { DEFAULT_LIMIT, MAX_LIMIT } from "@dateline-search/core/search/parse-query";
import { Command, Option } from "commander";
import type { SimilarFlags } from "../actions/run-similar.ts";
import { engineOption } from "../engine-option.ts";
import { addFilters, addFloor, timeZoneFlag } from "../filter-flags.ts";
import { defaultIndexFolder } from "../folders.ts";
import { missingArgument } from "../missing-argument.ts";
import { wholeNumber } from "../parse-number.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline similar --text draft.txt                have we reported this?
  pbpaste | dateline similar --text - --from 2025-12-01
  dateline similar --text draft.txt --title "Ferries stay in port"
  dateline similar b7f1c2d09a4e                    what is like an article of the index

Exit code 0 also when nothing is like it.`;

/** `dateline similar` */
export const similarCommand: CommandFactory = (context) =>
  addFloor(addFilters(new Command("similar")))
    .summary("find the articles that are like a text, or like one another")
    .description(
      "Finds the articles nearest in meaning to a text of up to 20,000 characters, or to an article of the index. A long text is split as articles are, and an article counts by the passage that it is nearest to.",
    )
    .argument("[id]", "id of an article, when there is no --text")
    .option("--text <file>", "file with the text, - for standard input")
    .option("--title <headline>", "headline of the text, which every passage of it is read with")
    .option("--index <folder>", "folder of the index", defaultIndexFolder())
    .addOption(engineOption("ask this cluster instead of the folder"))
    .addOption(
      new Option("--limit <n>", "how many articles")
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
