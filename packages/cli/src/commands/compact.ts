import { Command } from "commander";
import type { CompactFlags } from "../actions/run-compact.ts";
import { followedByEngine } from "../follow-store.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline compact                                  merge small segments
  dateline compact --all --store s3://my-bucket/news  merge everything into one segment`;

/** `dateline compact` */
export const compactCommand: CommandFactory = (context) =>
  followedByEngine(
    new Command("compact")
      .summary("merge the segments of an index")
      .description(
        "Merges small segments into larger ones and drops removed articles, without embedding anything. Answers stay the same. Others can add and remove articles meanwhile. add merges small segments by itself.",
      )
      .option("--store <location>", "s3://bucket/prefix, or the folder of an index", defaultStore())
      .option("--all", "merge everything into one segment", false)
      .option("--json", "print the result as JSON", false)
      .addHelpText("after", EXAMPLES)
      .action(async (flags: CompactFlags) => {
        const { runCompact } = await import("../actions/run-compact.ts");
        await runCompact(flags, context);
      }),
    context,
  );
