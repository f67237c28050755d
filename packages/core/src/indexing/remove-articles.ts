import { type AmendContext, type AmendReport, amendIndex } from "../generation/amend-index.ts";
import { hashOfId } from "../generation/article-identity.ts";
import { SAME_ARTICLES } from "../generation/assert-articles.ts";
import type { WaitOptions } from "../generation/garbage-lock.ts";
import { type IndexedArticle, IndexedArticles, withoutArticles } from "../generation/indexed-articles.ts";
import { fetchLatest } from "../generation/latest-pointer.ts";
import { TakeDowns, withTakeDowns } from "../generation/take-downs.ts";

/** What a removal did. */
export interface RemovalReport extends AmendReport {
  /** How many articles were taken out. */
  readonly removed: number;
  /** Ids that the index does not have; they are kept out like the others. */
  readonly missing: readonly string[];
}

/** What a restoration did. */
export interface RestorationReport extends AmendReport {
  /** Ids that may come in again. */
  readonly restored: readonly string[];
  /** Ids that were not taken down. */
  readonly missing: readonly string[];
}

export interface RemovalOptions extends WaitOptions {
  /** Written beside what is taken down. */
  readonly now?: Date | undefined;
}

/**
 * Takes articles out of an index, without a model, and keeps them out: the generation that becomes the latest finds them
 * no more, and whatever reads them again leaves them out until they are restored.
 *
 * @throws DatelineError `index-missing`, `index-corrupt`, `index-format`, `write-conflict` or `aborted`
 */
export async function removeArticles(
  context: AmendContext,
  ids: readonly string[],
  { now = new Date(), ...options }: RemovalOptions = {},
): Promise<RemovalReport> {
  // An index that is not there is no index without these articles.
  await fetchLatest(context.store, options);
  const wanted = [...new Set(ids)];
  const hashes = wanted.map(hashOfId);
  let missing: readonly string[] = [];
  const amended = await amendIndex(
    context,
    async (current) => {
      const indexed = await IndexedArticles.load(current, context.identities, options);
      const articles = hashes.map((id) => indexed.findNamed(id));
      missing = wanted.filter((_, index) => articles[index] === undefined);
      const found = articles.filter((article): article is IndexedArticle => article !== undefined);
      const before = TakeDowns.of(current);
      if (
        current === null ||
        hashes.every((id) => before.isManual(id) && indexed.findNamed(id) === undefined)
      )
        return null;
      const takeDowns = before.withManual(hashes, now.toISOString());
      const change = { added: new Set<string>(), removed: new Set(found.map(({ id }) => id)) };
      return { manifest: withTakeDowns(withoutArticles(current, found), takeDowns), change };
    },
    options,
  );
  return { ...amended, removed: wanted.length - missing.length, missing };
}

/**
 * Lets articles come in again that were taken down by hand or by their publishers. Nothing brings them back by itself:
 * they come with whatever reads them next.
 *
 * @throws DatelineError as `removeArticles`
 */
export async function restoreArticles(
  context: AmendContext,
  ids: readonly string[],
  options: WaitOptions = {},
): Promise<RestorationReport> {
  await fetchLatest(context.store, options);
  const wanted = [...new Set(ids)];
  let restored: readonly string[] = [];
  const amended = await amendIndex(
    context,
    (current) => {
      const before = TakeDowns.of(current);
      const known = before.ids;
      restored = wanted.filter((id) => known.has(hashOfId(id)));
      if (current === null || restored.length === 0) return null;
      const takeDowns = before.without(new Set(restored.map(hashOfId)));
      return { manifest: withTakeDowns(current, takeDowns), change: SAME_ARTICLES };
    },
    options,
  );
  return { ...amended, restored, missing: wanted.filter((id) => !restored.includes(id)) };
}
