import { type AmendContext, type AmendReport, amendIndex } from "../generation/amend-index.ts";
import { hashOfId } from "../generation/article-identity.ts";
import { SAME_ARTICLES } from "../generation/assert-articles.ts";
import type { WaitOptions } from "../generation/garbage-lock.ts";
import { type IndexedArticle, IndexedArticles, withoutArticles } from "../generation/indexed-articles.ts";
import { fetchLatest } from "../generation/latest-pointer.ts";
import { TakeDowns, withTakeDowns } from "../generation/take-downs.ts";

/** The result of a removal. */
export interface RemovalReport extends AmendReport {
  /** Number of removed articles. */
  readonly removed: number;
  /** Ids that the index does not contain. Later updates keep these out, too. */
  readonly missing: readonly string[];
}

/** The result of a restoration. */
export interface RestorationReport extends AmendReport {
  /** Ids that the index accepts again. */
  readonly restored: readonly string[];
  /** Ids that were not taken down. */
  readonly missing: readonly string[];
}

export interface RemovalOptions extends WaitOptions {
  /** Stored with each take-down. */
  readonly now?: Date | undefined;
}

/**
 * Removes articles from an index and keeps them out. Searches of the new generation no longer find them, and
 * later updates skip them until they are restored. Needs no model.
 *
 * @throws DatelineError `index-missing`, `index-corrupt`, `index-format`, `write-conflict` or `aborted`
 */
export async function removeArticles(
  context: AmendContext,
  ids: readonly string[],
  { now = new Date(), ...options }: RemovalOptions = {},
): Promise<RemovalReport> {
  // Report a missing index as an error, not as an index without these articles.
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
 * Lets an index accept articles again that were taken down by hand or by their publishers. Does not add them:
 * they return when an update next reads them.
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
