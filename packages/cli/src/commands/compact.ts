import { Command } from "commander";
import type { CompactFlags } from "../actions/run-compact.ts";
import { followedByEngine } from "../follow-store.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline compact                                  merge what should be merged
  dateline compact --all --store s3://my-bucket/news  make one segment of everything`;

/** `dateline compact` */
export const compactCommand: CommandFactory = (context) =>
  followedByEngine(
    new Command("compact")
      .summary("merge the segments of an index")
      .description(
        "Copies small segments into larger ones and leaves out what was removed, without embedding anything. Answers stay the same; others may add and remove meanwhile. add does it by itself for small segments.",
      )
      .option("--store <location>", "s3://bucket/prefix, or the folder of an index", defaultStore())
      .option("--all", "make one segment of everything", false)
      .option("--json", "print the result as JSON", false)
      .addHelpText("after", EXAMPLES)
      .action(async (flags: CompactFlags) => {
        const { runCompact } = await import("../actions/run-compact.ts");
        await runCompact(flags, context);
      }),
    context,
  );
