import { restoreArticles } from "@dateline-search/core/indexing/remove-articles";
import type { CliContext } from "../cli-context.ts";
import { EXIT } from "../exit-code.ts";
import { generationAuthor } from "../generation-author.ts";
import { openIdentities } from "../open-identities.ts";
import { withIndexStore } from "../open-store.ts";
import { countOf } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";

export interface RestoreFlags {
  readonly store: string;
  readonly json: boolean;
}

/** Ends take-downs and prints which. @returns the exit code */
export async function runRestore(
  ids: readonly string[],
  { store, json }: RestoreFlags,
  { stdout, stderr, signal }: CliContext,
): Promise<number> {
  const { generation, restored, missing } = await withIndexStore(store, async (opened) => {
    const author = await generationAuthor({ action: "restore", store: opened });
    const context = { store: opened, identities: openIdentities(opened), author };
    return await restoreArticles(context, ids, { signal });
  });
  for (const id of missing) stderr.write(`not taken down: ${id}\n`);
  if (json) printJson(stdout, { generation, restored, missing });
  else {
    stdout.write(
      `${countOf(restored.length, "article")} can be added again. Ingest ${restored.length === 1 ? "its source" : "their sources"} to put ${restored.length === 1 ? "it" : "them"} back into the index.\n`,
    );
  }
  return missing.length > 0 ? EXIT.incomplete : EXIT.ok;
}
