import { Command } from "commander";
import type { ForgetFlags } from "../actions/run-forget.ts";
import { engineOption } from "../engine-option.ts";
import { forgetInEngine } from "../follow-store.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline forget ferry-2025-03                                of the local index
  dateline forget ferry-2025-03 --store s3://my-bucket/news    of what a function answers from
A function answers without the article after its next check for a newer generation. The files that articles are read
from are yours: delete the article there yourself.`;

/** `dateline forget` */
export const forgetCommand: CommandFactory = (context, report) =>
  new Command("forget")
    .summary("delete the texts of articles from everything that is kept")
    .description(
      "Takes articles down as remove does, writes the segments anew that hold their texts, and deletes the earlier generations, fetched pages, cached files and, in a versioned bucket, versions of replaced and deleted objects that do. Then it searches everything that is left for the texts and says what it went through. It waits up to ten minutes for publications under way that keep a text, and takes for dead which showed no sign of life for five. It fails if something still has a text, such as another article with the same one, and says which object and why.",
    )
    .argument("<id...>", "ids of articles, as search --json prints them")
    .option("--store <location>", "s3://bucket/prefix, or the folder of an index", defaultStore())
    .addOption(engineOption("let this cluster follow, and delete the texts from it as well"))
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (ids: string[], flags: ForgetFlags) => {
      const { runForget } = await import("../actions/run-forget.ts");
      report(await runForget(ids, flags, context));
      await forgetInEngine(flags, context);
    });
