import { rollBack } from "@dateline/core/generation/roll-back";
import { Command } from "commander";
import { defaultStore, openStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline rollback --store s3://my-bucket/news            back to the generation before
  dateline rollback 9bab4e91 --store s3://my-bucket/news   to this one`;

/** `dateline rollback` */
export const rollbackCommand: CommandFactory = ({ stdout, stderr, signal }) =>
  new Command("rollback")
    .summary("make an earlier generation the one that answers")
    .description("Makes sure that an earlier generation is complete, and makes it the latest.")
    .argument("[generation]", "its id, or 6 or more of its first digits; the one before when not given")
    .option("--store <location>", "s3://bucket/prefix, or a folder", defaultStore())
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (id: string | undefined, { store, json }: { store: string; json: boolean }) => {
      const onWait = () => stderr.write("Waiting for a garbage collection to end\n");
      const report = await rollBack(await openStore(store), id, { signal, onWait });
      const { generation, previous } = report;
      const done =
        generation === previous
          ? `Generation ${generation.slice(0, 12)} is the latest already; nothing to do.`
          : `Generation ${generation.slice(0, 12)} answers now${previous === null ? "" : `, instead of ${previous.slice(0, 12)}`}.`;
      stdout.write(json ? `${JSON.stringify(report)}\n` : `${done}\n`);
    });
