import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import {
  collectGarbage,
  GARBAGE_GRACE_MS,
  type GarbageReport,
} from "@dateline-search/core/generation/collect-garbage";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { Command, Option } from "commander";
import { wholeNumber } from "../command-arguments.ts";
import { type EngineFlags, engineOption } from "../engine-option.ts";
import { collectInEngine } from "../follow-store.ts";
import { defaultStore, withIndexStore } from "../open-store.ts";
import { tellWait } from "../terminal/describe-wait.ts";
import { countOf, formatBytes } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";
import type { CommandFactory } from "./command-factory.ts";

const DEFAULT_KEEP = 5;
/** Longer than any write takes. */
const LEFTOVER_AGE_MS = 24 * 60 * 60 * 1_000;

const MINUTE_MS = 60_000;

const EXAMPLES = `
Examples:
  dateline gc --dry-run --store s3://my-bucket/news       list what would be deleted
  dateline gc --keep 5 --store s3://my-bucket/news        keep the newest five
  dateline gc --keep 0 --grace 0                          keep only the latest, without a grace period

Run it on a schedule, such as with this crontab line (the ingest function can do it as well: see docs/deploy.md):
  17 4 * * *  dateline gc --quiet --keep 5 --store s3://my-bucket/news`;

interface GcFlags extends EngineFlags {
  readonly keep: number;
  readonly grace: number;
  readonly store: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `dateline gc` */
export const gcCommand: CommandFactory = (context) =>
  new Command("gc")
    .summary("delete old generations")
    .description(
      "Deletes generations and segments that nothing needs. Keeps the latest generation, the one before it, the newest --keep, everything a running publication uses, and everything younger than --grace. --keep 0 keeps only the latest and leaves nothing to roll back to. Publications wait until garbage collection ends. If only a publication without a sign of life keeps something, it is watched for five minutes and then counts as dead. If you stop it, run it again to continue.",
    )
    .addOption(
      new Option("--keep <n>", "number of newest generations to keep")
        .default(DEFAULT_KEEP)
        .argParser(wholeNumber(0, 10_000)),
    )
    .addOption(
      new Option("--grace <minutes>", "keep objects stored in the last minutes, by the store's clock")
        .default(GARBAGE_GRACE_MS / MINUTE_MS)
        .argParser(wholeNumber(0, 525_600)),
    )
    .option("--store <location>", "s3://bucket/prefix, or a folder", defaultStore())
    .addOption(engineOption("delete old indices of this cluster as well"))
    .option("--dry-run", "list what would be deleted, and delete nothing", false)
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: GcFlags) => {
      const { keep, grace, store, dryRun, json } = flags;
      const { stdout, stderr, signal } = context;
      const report = await withIndexStore(store, async (opened) => {
        const collected = await collectGarbage(opened, {
          keep,
          graceMs: grace * MINUTE_MS,
          dryRun,
          signal,
          onWait: tellWait(stderr),
        });
        if (!dryRun) await removeLeftovers(opened);
        return collected;
      });
      if (json) printJson(stdout, report);
      else stdout.write(`${summary(report, dryRun)}\n`);
      await collectInEngine(flags, context);
    });

/** Killed writers leave files in a folder store. A bucket never shows unfinished uploads as objects. */
async function removeLeftovers(store: ObjectStore): Promise<void> {
  if (store instanceof FileObjectStore) await store.removeLeftovers(new Date(Date.now() - LEFTOVER_AGE_MS));
}

function summary(report: GarbageReport, dryRun: boolean): string {
  const { kept, deleted, deletedKeys, deletedBytes, tooYoung } = report;
  const young = tooYoung === 0 ? "" : ` Left ${countOf(tooYoung, "object")} younger than --grace for later.`;
  const verb = dryRun ? "Would delete" : "Deleted";
  const what = `${countOf(deleted.length, "generation")} (${countOf(deletedKeys.length, "object")}, ${formatBytes(deletedBytes)})`;
  return `${verb} ${what}, kept ${countOf(kept.length, "generation")}.${young}`;
}
