import { collectGarbage, type GarbageReport } from "@dateline/core/generation/collect-garbage";
import { Command, Option } from "commander";
import { defaultStore, openStore } from "../open-store.ts";
import { wholeNumber } from "../parse-number.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { countOf } from "../terminal/format-count.ts";
import type { CommandFactory } from "./command-factory.ts";

const DEFAULT_KEEP = 5;

interface GcFlags {
  readonly keep: number;
  readonly store: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `dateline gc` */
export const gcCommand: CommandFactory = ({ stdout, signal }) =>
  new Command("gc")
    .summary("delete old generations")
    .description(
      "Deletes generations and segments that nothing needs: never the latest, nor the newest --keep, nor what a publication under way counts on.",
    )
    .addOption(
      new Option("--keep <n>", "how many of the newest generations to keep")
        .default(DEFAULT_KEEP)
        .argParser(wholeNumber(0, 10_000)),
    )
    .option("--store <location>", "s3://bucket/prefix, or a folder", defaultStore())
    .option("--dry-run", "only say what would be deleted", false)
    .option("--json", "print the result as JSON", false)
    .action(async ({ keep, store, dryRun, json }: GcFlags) => {
      const report = await collectGarbage(await openStore(store), { keep, dryRun, signal });
      stdout.write(json ? `${JSON.stringify(report)}\n` : `${summary(report, dryRun)}\n`);
    });

function summary({ kept, deleted, deletedKeys, deletedBytes }: GarbageReport, dryRun: boolean): string {
  const verb = dryRun ? "Would delete" : "Deleted";
  const what = `${countOf(deleted.length, "generation")} (${countOf(deletedKeys.length, "object")}, ${formatBytes(deletedBytes)})`;
  return `${verb} ${what}, kept ${countOf(kept.length, "generation")}.`;
}
