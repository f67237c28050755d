import { Command } from "commander";
import type { RemoveFlags } from "../actions/run-remove.ts";
import { followedByEngine } from "../follow-store.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline remove ferry-2025-03                                take an article out of the local index
  dateline remove ferry-2025-03 --store s3://my-bucket/news    and out of what a function answers from`;

/** `dateline remove` */
export const removeCommand: CommandFactory = (context, report) =>
  followedByEngine(
    new Command("remove")
      .summary("take articles out of an index")
      .description(
        "Makes a generation the latest that does not find these articles, and keeps them out: whatever reads them again leaves them out until they are restored (restore). Their texts stay in files of the store that nothing answers from; forget deletes these too.",
      )
      .argument("<id...>", "ids of articles, as search --json prints them")
      .option("--store <location>", "s3://bucket/prefix, or the folder of an index", defaultStore())
      .option("--json", "print the result as JSON", false)
      .addHelpText("after", EXAMPLES)
      .action(async (ids: string[], flags: RemoveFlags) => {
        const { runRemove } = await import("../actions/run-remove.ts");
        report(await runRemove(ids, flags, context));
      }),
    context,
  );
