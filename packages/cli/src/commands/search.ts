import { LIST_FILTERS } from "@dateline-search/core/article-fields";
import {
  COLLAPSES,
  DEFAULT_LIMIT,
  MAX_LIMIT,
  MAX_OFFSET,
  MODES,
  PASSAGE_LENGTHS,
  parseQuery,
  SORTS,
} from "@dateline-search/core/search/parse-query";
import { Command, Option } from "commander";
import type { SearchFlags } from "../actions/run-search.ts";
import type { CliContext } from "../cli-context.ts";
import { missingArgument, wholeNumber } from "../command-arguments.ts";
import { engineOption } from "../engine-option.ts";
import { defaultIndexFolder } from "../environment.ts";
import { addFilters, addFloor, addRerankerFlags, timeZoneFlag } from "../search-flags.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline search "Is Washington open to South Korea enriching uranium?"
  dateline search enrichment talks --from 2025-12-01 --source IANS --source Yonhap
  dateline search "what did the envoy say yesterday" --as-of 2025-12-11
  dateline search '"joint military exercises" Seoul -budget'   require a phrase, and exclude a word
  dateline search --source IANS -- -budget                    list articles without a word; nothing after -- is a flag
  dateline search "joint military exercises" --json --limit 3
  dateline search "joint military exercises" --json --fields score,article.title --passage-length 200
  dateline search "uranium enrichment" --full                 print whole passages, not three lines of each
  dateline search "who objected to the merger" --rerank       re-score the top passages
  dateline search --source IANS --from 2025-12-01             list articles without a question, latest first
  dateline search --each "ferry strike" "wheat harvest"       ask several questions, opening the index once
  dateline search --queries questions.txt --json              read one question per line, - for standard input
  dateline search                                             ask questions interactively`;

/** True when a person is at a terminal. */
function canPrompt({ stdin, stdout }: CliContext): boolean {
  return stdin.isTTY === true && stdout.isTTY === true;
}

/** Flags that make sense without a question. */
const BROWSING: readonly string[] = [
  ...LIST_FILTERS,
  "from",
  "to",
  "asOf",
  "sort",
  "limit",
  "offset",
  "json",
];

function isBrowsing(command: Command): boolean {
  return BROWSING.some((flag) => command.getOptionValueSource(flag) === "cli");
}

/**
 * Whether several questions are asked, as arguments or in a file. Exits with an error on contradictory
 * arguments.
 */
function asksSeveral(words: readonly string[], { each, queries }: SearchFlags, command: Command): boolean {
  if (!each && queries === undefined) return false;
  if (queries !== undefined && words.length > 0) {
    command.error(`error: questions ("${words[0]}") and --queries exclude each other`);
  }
  if (queries === undefined && words.length === 0) missingArgument(command, "query");
  return true;
}

/** Flags for which passages are shown, and in which order. */
function addRanking(command: Command): Command {
  return command
    .addOption(
      new Option("--limit <n>", "maximum number of passages")
        .default(DEFAULT_LIMIT)
        .argParser(wholeNumber(1, MAX_LIMIT)),
    )
    .addOption(
      new Option("--offset <n>", "number of top passages to skip")
        .default(0)
        .argParser(wholeNumber(0, MAX_OFFSET)),
    )
    .addOption(
      new Option("--sort <by>", "order: by relevance, latest first, or oldest first")
        .choices(SORTS)
        .default(SORTS[0]),
    )
    .addOption(
      new Option(
        "--collapse <to>",
        "show each article or each story once (default: article; with --json, none)",
      ).choices(COLLAPSES),
    )
    .option("--as-of <date>", "answer as of this date or instant, ignoring anything published later")
    .addOption(timeZoneFlag())
    .addOption(
      new Option(
        "--half-life-days <days>",
        "halve an article's score for every this many days of its age",
      ).argParser(Number),
    )
    .addOption(
      new Option("--mode <mode>", "rank by meaning and words, or by one of them alone")
        .choices(MODES)
        .default(MODES[0]),
    );
}

/** Flags for several questions, and for how answers are printed. */
function addPrinting(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--passage-length <characters>",
        "show at most this much of a passage, around the sentence that answers",
      ).argParser(wholeNumber(...PASSAGE_LENGTHS)),
    )
    .option(
      "--fields <names>",
      "with --json, print only these fields of a hit, such as score,article.title",
      (value: string) => value.split(",").map((name) => name.trim()),
    )
    .option("--each", "treat each argument as a separate question", false)
    .option("--queries <file>", "read questions from this file, one per line; - for standard input")
    .option("--full", "print whole passages, addresses and scores", false)
    .option("--json", "print the result as JSON", false);
}

/** `dateline search` */
export const searchCommand: CommandFactory = (context) => {
  const command = addFloor(addRerankerFlags(addFilters(new Command("search"))))
    .summary("search the index")
    .description(
      "Ranks the passages of the index by meaning and by words. Without a query, lists articles, latest first. On a terminal, without a query, filters or an order, prompts for questions.",
    )
    .argument("[query...]", "question or keywords")
    .option("--index <folder>", "folder of the index", defaultIndexFolder())
    .addOption(engineOption("query this cluster instead of the folder"));
  return addPrinting(addRanking(command))
    .addHelpText("after", EXAMPLES)
    .action(async (words: string[], flags: SearchFlags, called: Command) => {
      if (flags.fields !== undefined && !flags.json) called.error("error: --fields needs --json");
      if (asksSeveral(words, flags, called)) {
        const { runSearches } = await import("../actions/run-searches.ts");
        await runSearches(words, flags, context);
        return;
      }
      if (words.length === 0 && canPrompt(context) && !isBrowsing(called)) {
        const { runPrompt } = await import("../actions/run-prompt.ts");
        await runPrompt(flags, context);
        return;
      }
      const { queryOf, runSearch } = await import("../actions/run-search.ts");
      await runSearch(parseQuery(queryOf(flags, words.join(" "))), flags, context);
    });
};
