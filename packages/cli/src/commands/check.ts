import { DatelineError } from "@dateline-search/core/errors";
import { Command } from "commander";
import type { CheckFlags } from "../actions/run-check.ts";
import { addReadingOptions } from "../corpus-help.ts";
import { defaultIndexFolder } from "../folders.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline check corpus                                      what reading these files gives, without an index
  dateline check https://example.org/feed.xml --json         the same of a feed, for programs
  dateline check                                             the local index
  dateline check --store s3://my-bucket/news                 what is published
  dateline check --store s3://my-bucket/news --repair        and mend it with bytes of the local index
  dateline check --all --json --store s3://my-bucket/news    every generation that is kept

With paths, it reads the articles and says of each file how many it gave, what was left out and why, which fields were
found and which were not read, languages, dates, and ids that several articles have. Exit code 1 when something could not
be read.

Without paths, it checks an index. Exit code 5 when there is damage that is still there. Everything that is checked is
downloaded once.`;

/** Flags that apply to an index and not to files. */
const INDEX_FLAGS = ["store", "index", "all", "repair", "from"] as const;

/** `dateline check` */
export const checkCommand: CommandFactory = (context, report) =>
  addReadingOptions(
    new Command("check")
      .summary("read articles, or an index, through and say what is wrong")
      .description(
        "With paths: reads articles as a build does, and says what each file gave. Without: reads every object of the generation that answers and compares its sha256 with the manifest's, and looks for articles that are in it twice. --repair takes good bytes from a copy, and makes a generation that has each article once.",
      )
      .argument("[path...]", "files, folders and addresses of articles; without any, an index is checked")
      .option("--store <location>", "s3://bucket/prefix, or a folder", defaultStore())
      .option("--index <folder>", "the local index in this folder, in place of --store")
      .option("--all", "check every generation that the store has", false)
      .option("--repair", "mend what is damaged", false)
      .option(
        "--from <location>",
        "where good bytes are taken from: a folder or a store",
        defaultIndexFolder(),
      ),
  )
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (paths: string[], flags: CheckFlags, command: Command) => {
      if (paths.length > 0) {
        refuseIndexFlags(command);
        const { runCheckCorpus } = await import("../actions/run-check-corpus.ts");
        report(await runCheckCorpus(paths, flags, context));
        return;
      }
      const { runCheck } = await import("../actions/run-check.ts");
      report(await runCheck(flags, context));
    });

/** @throws DatelineError `invalid-input` when both files and an index are named */
function refuseIndexFlags(command: Command): void {
  const flag = INDEX_FLAGS.find((name) => command.getOptionValueSource(name) === "cli");
  if (flag === undefined) return;
  throw new DatelineError(
    "invalid-input",
    `Cannot check: --${flag} is for an index, and paths of articles are named, too`,
  );
}
