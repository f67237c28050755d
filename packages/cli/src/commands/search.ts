import { DEFAULT_LIMIT, MAX_LIMIT, parseQuery } from "@dateline/core/search/parse-query";
import { Command, Option } from "commander";
import { defaultIndexFolder } from "../folders.ts";
import { wholeNumber } from "../parse-number.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline search "Is Washington open to South Korea enriching uranium?"
  dateline search enrichment talks --from 2025-12-01 --source IANS
  dateline search "joint military exercises" --json --limit 3`;

export interface SearchFlags {
  readonly index: string;
  readonly limit: number;
  readonly from?: string;
  readonly to?: string;
  readonly source?: string;
  readonly json: boolean;
}

/** `dateline search` */
export const searchCommand: CommandFactory = (context) =>
  new Command("search")
    .summary("ask the index a question")
    .description("Ranks the passages of the index by meaning and by words.")
    .argument("<query...>", "question or keywords")
    .option("--index <folder>", "folder of the index", defaultIndexFolder())
    .addOption(
      new Option("--limit <n>", "how many passages")
        .default(DEFAULT_LIMIT)
        .argParser(wholeNumber(1, MAX_LIMIT)),
    )
    .option("--from <date>", "published on or after this date (2025-12-01) or instant (2025-12-01T08:00:00Z)")
    .option("--to <date>", "published on or before this date or instant")
    .option("--source <name>", "published by this source")
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (words: string[], flags: SearchFlags) => {
      const query = parseQuery({ ...flags, text: words.join(" ") });
      const { runSearch } = await import("../actions/run-search.ts");
      await runSearch(query, flags, context);
    });
