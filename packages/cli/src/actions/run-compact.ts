import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { fetchLatest } from "@dateline-search/core/generation/latest-pointer";
import { type CompactReport, compactIndex } from "@dateline-search/core/indexing/compact-index";
import type { CliContext } from "../cli-context.ts";
import { generationAuthor } from "../generation-author.ts";
import { openIdentities } from "../open-identities.ts";
import { withIndexStore } from "../open-store.ts";
import { tellWait } from "../terminal/describe-wait.ts";
import { countOf, formatCount } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";
import { reportCompaction } from "../terminal/report-progress.ts";
import { newWorkFolder } from "../work-folder.ts";

export interface CompactFlags {
  readonly store: string;
  readonly all: boolean;
  readonly json: boolean;
}

/** Merges segments and prints a summary. */
export async function runCompact({ store, all, json }: CompactFlags, context: CliContext): Promise<void> {
  const progress = reportCompaction(context.stderr);
  try {
    const report = await withIndexStore(store, async (opened) => {
      await fetchLatest(opened, { signal: context.signal });
      return await compactIndex(
        {
          store: opened,
          format: localSegmentFormat,
          author: await generationAuthor({ action: "compact", store: opened }),
          identities: openIdentities(opened),
          workFolder: await newWorkFolder(opened),
        },
        { all, signal: context.signal, onProgress: progress.onProgress, onWait: tellWait(context.stderr) },
      );
    });
    progress.stop();
    if (json) printJson(context.stdout, toJson(report));
    else context.stdout.write(`${summary(report, store)}\n`);
  } finally {
    progress.stop();
  }
}

function toJson({ generation, manifest, merged, passages }: CompactReport): object {
  return { generation, merged, passages, segments: manifest?.segments.length ?? 0 };
}

function summary({ generation, manifest, merged, passages }: CompactReport, store: string): string {
  const segments = countOf(manifest?.segments.length ?? 0, "segment");
  const where = `Generation ${generation?.slice(0, 12)} in ${store} has ${segments}`;
  if (merged.length === 0) return `Nothing to merge. ${where}.`;
  const before = merged.reduce((sum, count) => sum + count, 0);
  return `Merged ${countOf(before, "segment")} into ${formatCount(merged.length)}, copying ${countOf(passages, "passage")}.\n${where}.`;
}
