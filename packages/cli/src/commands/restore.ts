import { Command } from "commander";
import type { RestoreFlags } from "../actions/run-restore.ts";
import { followedByEngine } from "../follow-store.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline restore ferry-2025-03                                allow an article in the local index again
  dateline restore ferry-2025-03 --store s3://my-bucket/news    allow it in a published index again`;

/** `dateline restore` */
export const restoreCommand: CommandFactory = (context, report) =>
  followedByEngine(
    new Command("restore")
      .summary("allow removed articles again")
      .description(
        "Lifts the block on articles that you removed or that their publisher withdrew. Does not bring them back by itself: they return when add, build or the ingest function reads them next.",
      )
      .argument("<id...>", "ids of articles, as passed to remove")
      .option("--store <location>", "s3://bucket/prefix, or the folder of an index", defaultStore())
      .option("--json", "print the result as JSON", false)
      .addHelpText("after", EXAMPLES)
      .action(async (ids: string[], flags: RestoreFlags) => {
        const { runRestore } = await import("../actions/run-restore.ts");
        report(await runRestore(ids, flags, context));
      }),
    context,
  );
