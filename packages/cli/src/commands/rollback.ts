import { type RollBackReport, rollBack } from "@dateline-search/core/generation/roll-back";
import { Command } from "commander";
import { followedByEngine } from "../follow-store.ts";
import { defaultStore, withIndexStore } from "../open-store.ts";
import { tellWait } from "../terminal/describe-wait.ts";
import { countOf } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline rollback --store s3://my-bucket/news            go back to the previous generation
  dateline rollback 9bab4e91 --store s3://my-bucket/news   go back to this one`;

/** `dateline rollback` */
export const rollbackCommand: CommandFactory = (context) =>
  followedByEngine(
    new Command("rollback")
      .summary("switch back to an earlier generation")
      .description(
        "Verifies that an earlier generation is complete, and makes it the latest. Articles removed since stay removed. Without an id, run it again to undo it.",
      )
      .argument(
        "[generation]",
        "id of the generation, or its first 6 or more digits (default: the previous one)",
      )
      .option("--store <location>", "s3://bucket/prefix, or a folder", defaultStore())
      .option("--json", "print the result as JSON", false)
      .addHelpText("after", EXAMPLES)
      .action(async (id: string | undefined, { store, json }: { store: string; json: boolean }) => {
        const { stdout, signal } = context;
        const onWait = tellWait(context.stderr);
        const { generationAuthor } = await import("../generation-author.ts");
        const report = await withIndexStore(store, async (opened) => {
          const author = await generationAuthor({ action: "rollback", store: opened });
          return await rollBack(opened, id, { author, signal, onWait });
        });
        if (json) printJson(stdout, report);
        else stdout.write(`${summary(report)}${id === undefined ? " Run it again to undo." : ""}\n`);
      }),
    context,
  );

function summary({ generation, previous, takenDown }: RollBackReport): string {
  const now = generation.slice(0, 12);
  if (generation === previous) return `Generation ${now} is already the latest; nothing to do.`;
  const instead = previous === null ? "" : `, instead of ${previous.slice(0, 12)}`;
  const without = takenDown === 0 ? "" : `, without ${countOf(takenDown, "article")} taken down since`;
  return `Generation ${now} is now the latest${instead}${without}.`;
}
