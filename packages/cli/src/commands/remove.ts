import { Command } from "commander";
import type { RemoveFlags } from "../actions/run-remove.ts";
import { followedByEngine } from "../follow-store.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline remove ferry-2025-03                                remove an article from the local index
  dateline remove ferry-2025-03 --store s3://my-bucket/news    remove it from a published index`;

/** `dateline remove` */
export const removeCommand: CommandFactory = (context, report) =>
  followedByEngine(
    new Command("remove")
      .summary("remove articles from an index")
      .description(
        "Publishes a generation without these articles, and blocks them: build, add and ingestion skip them until you restore them (restore). Their texts remain in files of the store, which no answer uses. To erase the texts, use forget.",
      )
      .argument("<id...>", "ids of articles, as printed by search --json")
      .option("--store <location>", "s3://bucket/prefix, or the folder of an index", defaultStore())
      .option("--json", "print the result as JSON", false)
      .addHelpText("after", EXAMPLES)
      .action(async (ids: string[], flags: RemoveFlags) => {
        const { runRemove } = await import("../actions/run-remove.ts");
        report(await runRemove(ids, flags, context));
      }),
    context,
  );
