import { DatelineError } from "@dateline-search/core/errors";
import { Command } from "commander";
import type { CheckFlags } from "../actions/run-check.ts";
import { addReadingOptions } from "../corpus-help.ts";
import { defaultIndexFolder } from "../environment.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline check corpus                                      read these files, without an index
  dateline check https://example.org/feed.xml --json         read a feed, and report as JSON
  dateline check                                             check the local index
  dateline check --store s3://my-bucket/news                 check the published index
  dateline check --store s3://my-bucket/news --repair        repair it from the local index
  dateline check --all --json --store s3://my-bucket/news    check every stored generation

With paths, the command reads the articles and reports for each file: how many articles it contains, what was skipped and
why, which fields were found and which were ignored, languages, dates, and duplicate ids. The exit code is 1 if something
could not be read.

Without paths, the command checks an index. The exit code is 5 if damage remains. Everything that is checked is downloaded
once.`;

/** Flags that apply to an index and not to files. */
const INDEX_FLAGS = ["store", "index", "all", "repair", "from"] as const;

/** `dateline check` */
export const checkCommand: CommandFactory = (context, report) =>
  addReadingOptions(
    new Command("check")
      .summary("check articles or an index, and report problems")
      .description(
        "With paths: reads articles as a build does, and reports on each file. Without: verifies the latest generation. It reads every object, compares its sha256 with the manifest, and looks for duplicate articles. --repair restores damaged objects from a copy, and makes a generation without duplicates.",
      )
      .argument("[path...]", "files, folders and URLs of articles (default: check an index)")
      .option("--store <location>", "s3://bucket/prefix, or a folder", defaultStore())
      .option("--index <folder>", "folder of a local index to check instead of --store")
      .option("--all", "check every generation in the store", false)
      .option("--repair", "repair damage", false)
      .option("--from <location>", "intact copy to repair from: a folder or a store", defaultIndexFolder()),
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

/** @throws DatelineError `invalid-input` if both files and an index are named */
function refuseIndexFlags(command: Command): void {
  const flag = INDEX_FLAGS.find((name) => command.getOptionValueSource(name) === "cli");
  if (flag === undefined) return;
  throw new DatelineError(
    "invalid-input",
    `Cannot check: --${flag} applies to an index, not to paths of articles`,
  );
}
