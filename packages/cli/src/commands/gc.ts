import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { collectGarbage, type GarbageReport } from "@dateline-search/core/generation/collect-garbage";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { Command, Option } from "commander";
import { defaultStore, withIndexStore } from "../open-store.ts";
import { wholeNumber } from "../parse-number.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { countOf } from "../terminal/format-count.ts";
import { printJson } from "../terminal/print-json.ts";
import type { CommandFactory } from "./command-factory.ts";

const DEFAULT_KEEP = 5;
/** Longer than any write takes. */
const LEFTOVER_AGE_MS = 24 * 60 * 60 * 1_000;

const EXAMPLES = `
Examples:
  dateline gc --dry-run --store s3://my-bucket/news    what would be deleted
  dateline gc --keep 5 --store s3://my-bucket/news     all but the latest and the newest five
  dateline gc --keep 1                                 of the local index`;

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
      'Deletes generations and segments that nothing needs: never the latest, nor the newest --keep, nor what a publication under way counts on. --keep 0 (or 1) can delete the generation that "dateline rollback" without an id returns to.',
    )
    .addOption(
      new Option("--keep <n>", "how many of the newest generations to keep")
        .default(DEFAULT_KEEP)
        .argParser(wholeNumber(0, 10_000)),
    )
    .option("--store <location>", "s3://bucket/prefix, or a folder", defaultStore())
    .option("--dry-run", "only say what would be deleted", false)
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async ({ keep, store, dryRun, json }: GcFlags) => {
      const report = await withIndexStore(store, async (opened) => {
        const collected = await collectGarbage(opened, { keep, dryRun, signal });
        if (!dryRun) await removeLeftovers(opened);
        return collected;
      });
      if (json) printJson(stdout, report);
      else stdout.write(`${summary(report, dryRun)}\n`);
    });

/** A folder that is a store keeps what killed writers left; a bucket never shows it. */
async function removeLeftovers(store: ObjectStore): Promise<void> {
  if (store instanceof FileObjectStore) await store.removeLeftovers(new Date(Date.now() - LEFTOVER_AGE_MS));
}

function summary({ kept, deleted, deletedKeys, deletedBytes }: GarbageReport, dryRun: boolean): string {
  const verb = dryRun ? "Would delete" : "Deleted";
  const what = `${countOf(deleted.length, "generation")} (${countOf(deletedKeys.length, "object")}, ${formatBytes(deletedBytes)})`;
  return `${verb} ${what}, kept ${countOf(kept.length, "generation")}.`;
}
