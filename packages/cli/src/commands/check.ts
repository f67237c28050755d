import { Command } from "commander";
import { defaultIndexFolder } from "../folders.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline check                                             the local index
  dateline check --store s3://my-bucket/news                 what is published
  dateline check --store s3://my-bucket/news --repair        and mend it with bytes of the local index
  dateline check --all --json --store s3://my-bucket/news    every generation that is kept

Exit code 5 when there is damage that is still there. Everything that is checked is downloaded once.`;

export interface CheckFlags {
  readonly store: string;
  readonly index?: string;
  readonly all: boolean;
  readonly repair: boolean;
  readonly from: string;
  readonly json: boolean;
}

/** `dateline check` */
export const checkCommand: CommandFactory = (context, report) =>
  new Command("check")
    .summary("read an index through and hold every byte against its manifest")
    .description(
      "Reads every object of the generation that answers and compares its sha256 with the manifest's, and looks for articles that are in it twice. --repair takes good bytes from a copy, and makes a generation that has each article once.",
    )
    .option("--store <location>", "s3://bucket/prefix, or a folder", defaultStore())
    .option("--index <folder>", "the local index in this folder, in place of --store")
    .option("--all", "check every generation that the store has", false)
    .option("--repair", "mend what is damaged", false)
    .option("--from <location>", "where good bytes are taken from: a folder or a store", defaultIndexFolder())
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: CheckFlags) => {
      const { runCheck } = await import("../actions/run-check.ts");
      report(await runCheck(flags, context));
    });
