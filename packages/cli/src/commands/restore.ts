import { Command } from "commander";
import type { RestoreFlags } from "../actions/run-restore.ts";
import { followedByEngine } from "../follow-store.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline restore ferry-2025-03                                let an article into the local index again
  dateline restore ferry-2025-03 --store s3://my-bucket/news    and into what a function answers from`;

/** `dateline restore` */
export const restoreCommand: CommandFactory = (context, report) =>
  followedByEngine(
    new Command("restore")
      .summary("let articles in again that were taken down")
      .description(
        "Ends the take-down of articles, whether they were removed by hand or withdrawn by their publisher. It does not bring them back by itself: they come with whatever reads them next (add, build, the ingest function).",
      )
      .argument("<id...>", "ids of articles, as they were given to remove")
      .option("--store <location>", "s3://bucket/prefix, or the folder of an index", defaultStore())
      .option("--json", "print the result as JSON", false)
      .addHelpText("after", EXAMPLES)
      .action(async (ids: string[], flags: RestoreFlags) => {
        const { runRestore } = await import("../actions/run-restore.ts");
        report(await runRestore(ids, flags, context));
      }),
    context,
  );
