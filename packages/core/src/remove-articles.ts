import { type AmendReport, amendIndex } from "./generation/amend-index.ts";
import { hashOfId } from "./generation/article-identity.ts";
import type { WaitOptions } from "./generation/garbage-lock.ts";
import type { IdentityReader } from "./generation/identity-reader.ts";
import { type IndexedArticle, IndexedArticles, withoutArticles } from "./generation/indexed-articles.ts";
import { fetchLatest } from "./generation/latest-pointer.ts";
import type { ObjectStore } from "./ports/object-store.ts";

/** What a removal did. */
export interface RemovalReport extends AmendReport {
  /** How many articles were taken out. */
  readonly removed: number;
  /** Ids that the index does not have. */
  readonly missing: readonly string[];
}

/**
 * Takes articles out of an index, without a model: the generation that becomes the latest finds them no more.
 *
 * @throws DatelineError `index-missing`, `index-corrupt`, `index-format`, `write-conflict` or `aborted`
 */
export async function removeArticles(
  context: { readonly store: ObjectStore; readonly identities: IdentityReader },
  ids: readonly string[],
  options: WaitOptions = {},
): Promise<RemovalReport> {
  // An index that is not there is no index without these articles.
  await fetchLatest(context.store, options);
  const wanted = [...new Set(ids)];
  let missing: readonly string[] = [];
  const amended = await amendIndex(
    context,
    async (current) => {
      const indexed = await IndexedArticles.load(current, context.identities, options);
      const articles = wanted.map((id) => indexed.find(hashOfId(id)));
      missing = wanted.filter((_, index) => articles[index] === undefined);
      const found = articles.filter((article): article is IndexedArticle => article !== undefined);
      if (current === null || found.length === 0) return null;
      const change = { added: new Set<string>(), removed: new Set(found.map(({ id }) => id)) };
      return { manifest: withoutArticles(current, found), change };
    },
    options,
  );
  return { ...amended, removed: wanted.length - missing.length, missing };
}
