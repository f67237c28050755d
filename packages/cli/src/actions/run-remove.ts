import { removeArticles } from "@dateline-search/core/indexing/remove-articles";
import type { CliContext } from "../cli-context.ts";
import { EXIT } from "../exit-code.ts";
import { generationAuthor } from "../generation-author.ts";
import { openIdentities } from "../open-identities.ts";
import { withIndexStore } from "../open-store.ts";
import { tellWait } from "../terminal/describe-wait.ts";
import { countOf } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";

export interface RemoveFlags {
  readonly store: string;
  readonly json: boolean;
}

/** Removes articles from an index. @returns the exit code */
export async function runRemove(
  ids: readonly string[],
  { store, json }: RemoveFlags,
  context: CliContext,
): Promise<number> {
  const { generation, manifest, removed, missing } = await withIndexStore(store, async (opened) => {
    const author = await generationAuthor({ action: "remove", store: opened });
    return await removeArticles({ store: opened, identities: openIdentities(opened), author }, ids, {
      signal: context.signal,
      onWait: tellWait(context.stderr),
    });
  });
  for (const id of missing) context.stderr.write(`not in the index, but blocked from now on: ${id}\n`);
  const articles = manifest?.articles ?? 0;
  if (json) printJson(context.stdout, { generation, removed, missing, articles });
  else
    context.stdout.write(
      `Removed ${countOf(removed, "article")}. Generation ${generation?.slice(0, 12)} in ${store} has ${countOf(articles, "article")}.\n`,
    );
  return missing.length > 0 ? EXIT.incomplete : EXIT.ok;
}
