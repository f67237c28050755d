import { Command } from "commander";
import type { ForgetFlags } from "../actions/run-forget.ts";
import { engineOption } from "../engine-option.ts";
import { forgetInEngine } from "../follow-store.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline forget ferry-2025-03                                delete it from the local index
  dateline forget ferry-2025-03 --store s3://my-bucket/news    delete it from a published index

A function stops returning the article at its next check for a newer generation. Your source files are not touched: delete
the article there yourself.`;

/** `dateline forget` */
export const forgetCommand: CommandFactory = (context, report) =>
  new Command("forget")
    .summary("erase the texts of articles from the store and the caches")
    .description(
      "Takes articles down as remove does, and rewrites the segments that hold their texts. Deletes the earlier generations, fetched pages and cached files that hold them, and in a versioned bucket the earlier versions of objects. Then searches everything that remains for the texts, and reports what it searched. Waits up to ten minutes for running publications that use a text; one without a sign of life for five minutes counts as dead. Fails if a text remains, such as in another article with the same text, and names the object and the reason.",
    )
    .argument("<id...>", "ids of articles, as printed by search --json")
    .option("--store <location>", "s3://bucket/prefix, or the folder of an index", defaultStore())
    .addOption(engineOption("bring this cluster up to date, and erase the texts from it as well"))
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (ids: string[], flags: ForgetFlags) => {
      const { runForget } = await import("../actions/run-forget.ts");
      report(await runForget(ids, flags, context));
      await forgetInEngine(flags, context);
    });
