import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { type ForgetReport, forgetArticles } from "@dateline-search/core/indexing/forget-articles";
import type { LeftText } from "@dateline-search/core/indexing/left-texts";
import type { CliContext, Output } from "../cli-context.ts";
import type { EngineFlags } from "../engine-option.ts";
import { cacheLocation } from "../environment.ts";
import { EXIT } from "../exit-code.ts";
import { generationAuthor } from "../generation-author.ts";
import { openStore, withIndexStore } from "../open-store.ts";
import { tellWait } from "../terminal/describe-wait.ts";
import { countOf, formatBytes } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";
import { removeStaleWorkFolders } from "../work-folder.ts";

export interface ForgetFlags extends EngineFlags {
  readonly store: string;
  readonly json: boolean;
}

/**
 * Deletes the texts of articles from everything that is stored and prints what was searched. @returns the
 * exit code
 */
export async function runForget(
  ids: readonly string[],
  { store: location, json }: ForgetFlags,
  { stdout, stderr, signal }: CliContext,
): Promise<number> {
  // Outside the index, where the files would count as copies of the texts.
  const workFolder = await mkdtemp(join(tmpdir(), "dateline-forget-"));
  try {
    const report = await withIndexStore(location, async (store) => {
      // Killed builds leave articles in work folders.
      if (store instanceof FileObjectStore) await removeStaleWorkFolders(store.folder);
      const cache = { name: cacheLocation(), store: await openStore(cacheLocation()) };
      const context = {
        index: { name: location, store },
        caches: [cache],
        identities: new IdentityReader(store),
        format: localSegmentFormat,
        author: await generationAuthor({ action: "forget", store }),
        workFolder: join(workFolder, "work"),
      };
      return await forgetArticles(context, ids, { signal, onWait: tellWait(stderr) });
    });
    tellWhatIsLeft(stderr, report);
    if (json) printJson(stdout, report);
    else stdout.write(summary(report));
    return report.left.length > 0 || report.versionsProblem !== null ? EXIT.failed : EXIT.ok;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** Warns about texts that may still be stored somewhere. */
function tellWhatIsLeft(stderr: Output, report: ForgetReport): void {
  for (const id of report.missing) {
    stderr.write(`in no generation, so its text is unknown and only its id was searched for: ${id}\n`);
  }
  for (const one of report.left)
    stderr.write(`still has the text of ${one.id}: ${one.key} in ${one.place}. ${reasonOf(one)}\n`);
  if (report.versionsProblem !== null) {
    const advice =
      "Allow it (docs/policies/forget.json) and run this again, or wait until the bucket removes them.";
    stderr.write(
      `unknown whether the bucket keeps versions of deleted objects: ${report.versionsProblem}. ${advice}\n`,
    );
  }
}

/** Explains why an object still contains a text and what to do. */
function reasonOf(left: LeftText): string {
  switch (left.why) {
    case "copy":
      return `The same text is in ${left.articles.join(", ")}. Forget that as well, or leave it.`;
    case "publication":
      return `A running publication uses it (${left.lease}). Run this again when it has ended.`;
    case "again":
      return "Another writer stored it while this command ran. Run this again.";
    case "other":
      return "It is not part of an index. Delete it yourself.";
  }
}

function summary({
  generation,
  compacted,
  deletedGenerations,
  deletedObjects,
  deletedVersions,
  versionsProblem,
  checked,
  left,
}: ForgetReport): string {
  const done = `Rewrote ${countOf(compacted, "segment")}, deleted ${countOf(deletedGenerations.length, "generation")} and ${countOf(deletedObjects.length, "kept page or file")}.`;
  const lines = checked.map(
    ({ place, objects, bytes }) =>
      `Searched ${countOf(objects, "object")} (${formatBytes(bytes)}) in ${place}.`,
  );
  if (deletedVersions > 0) {
    lines.push(`Deleted ${countOf(deletedVersions, "earlier version")} that the bucket had kept.`);
  }
  const outcome =
    left.length === 0 && versionsProblem !== null
      ? "No object contains the text. Earlier versions of objects may."
      : left.length === 0
        ? "The text is gone from all of them."
        : `${countOf(left.length, "object")} still ${left.length === 1 ? "contains" : "contain"} the text.`;
  return `${[done, ...lines, outcome].join("\n")}\nGeneration ${generation?.slice(0, 12)} answers.\n`;
}
