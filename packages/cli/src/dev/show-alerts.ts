import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { noticeChanges } from "@dateline-search/core/alerts/notice-changes";
import { SavedSearchList } from "@dateline-search/core/alerts/saved-search-list";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { readTimeZone } from "@dateline-search/functions/function-options";
import type { CliContext } from "../cli-context.ts";
import { environmentVariable } from "../environment.ts";
import { openEmbedder } from "../open-embedder.ts";
import { openSynonyms } from "../open-synonyms.ts";
import { openWholeGeneration } from "../open-whole-generation.ts";

/** A local index and the model that built it. */
export interface AlertedIndex {
  readonly index: string;
  readonly model: string;
}

/**
 * Shows the alerts that changes to a local index since the last call would send. Sends nothing, and opens
 * nothing when there is no saved search.
 *
 * @throws DatelineError as `noticeChanges`
 */
export async function showAlerts({ index, model }: AlertedIndex, context: CliContext): Promise<void> {
  const { signal, stderr } = context;
  const store = new FileObjectStore(index);
  if ((await new SavedSearchList(store).read({ signal })).length === 0) return;
  const folder = await mkdtemp(join(tmpdir(), "dateline-alerts-"));
  let embedder: Embedder | undefined;
  try {
    const { messages } = await noticeChanges(
      {
        store,
        openEmbedder: async () => {
          embedder ??= await openEmbedder(model, context);
          return embedder;
        },
        openGeneration: (id, manifest) => openWholeGeneration(store, { id, manifest }, { folder, signal }),
        synonyms: await openSynonyms(context),
        timeZone: readTimeZone(environmentVariable("DATELINE_TIME_ZONE")),
        isDryRun: true,
      },
      { signal },
    );
    for (const { type, alert, article } of messages) {
      const what = type === "alert.matched" ? `"${article.title}"` : `the withdrawal of ${article.id}`;
      stderr.write(`Alert ${alert.id} would report ${what}\n`);
    }
  } finally {
    await embedder?.close();
    await rm(folder, { recursive: true, force: true });
  }
}
