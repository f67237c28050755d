import { Command } from "commander";
import type { AddFlags } from "../actions/run-add.ts";
import { addReadingOptions, SOURCES_HELP } from "../corpus-help.ts";
import { followedByEngine } from "../follow-store.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline add story.md                                 add to the local index
  dateline add today.jsonl --store s3://my-bucket/news  add to a published index
  dateline add https://example.org/feed.xml --follow    add the entries of a feed, with their full pages`;

/** `dateline add` */
export const addCommand: CommandFactory = (context, report) =>
  followedByEngine(
    addReadingOptions(
      new Command("add")
        .summary("add new and changed articles to an index")
        .description(
          "Embeds only new and changed articles, and publishes them with the rest of the index as the latest generation. An article with a known id replaces its earlier version. Several writers can add at the same time.",
        )
        .argument("<path...>", "files, folders and URLs of articles")
        .option("--store <location>", "s3://bucket/prefix, or the folder of an index", defaultStore()),
    )
      .option("--strict", "stop at the first record that cannot be read", false)
      .option("--json", "print the result as JSON", false)
      .addHelpText("after", SOURCES_HELP + EXAMPLES)
      .action(async (paths: string[], flags: AddFlags) => {
        const { runAdd } = await import("../actions/run-add.ts");
        report(await runAdd(paths, flags, context));
      }),
    context,
  );
