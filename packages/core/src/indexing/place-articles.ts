import type { ArticleIdentity } from "../generation/article-identity.ts";
import { isOlder, versionOf } from "../generation/article-version.ts";
import { type IndexedArticle, removeFrom } from "../generation/indexed-articles.ts";
import type { SegmentEntry } from "../generation/manifest.ts";
import type { Applicant } from "../generation/take-downs.ts";
import type { Admission, UpdateBase, UpdateWish } from "./admission.ts";

/** The articles of an update that the new index contains. */
export interface PlacedSegment {
  /** `null` if none of its articles is needed. */
  readonly entry: SegmentEntry | null;
  /** The needed articles, by id. */
  readonly rows: ReadonlyMap<string, ArticleIdentity>;
  readonly replaced: readonly IndexedArticle[];
  /** Ids of new articles, by the ids of the articles that they replace. */
  readonly successors: ReadonlyMap<string, string>;
}

/** The ids that may identify an article. */
export type Names = Pick<Applicant, "id" | "alias">;

/**
 * Removes articles from the new segment that another writer added meanwhile in this or a later version, and
 * excluded ones, because an article and its withdrawal may arrive together.
 */
export function placeSegment(
  { segment }: UpdateWish,
  { current, indexed }: UpdateBase,
  admission: Admission,
): PlacedSegment {
  const rows = new Map<string, ArticleIdentity>();
  const replaced = new Map<string, IndexedArticle>();
  const successors = new Map<string, string>();
  // The segment is there if the response to our own write was lost and others have changed the index since.
  const isThere = current?.segments.some(({ id }) => id === segment?.entry.id);
  if (segment === null || isThere) return { entry: null, rows, replaced: [], successors };
  const superfluous: Pick<IndexedArticle, "firstPassage" | "passages">[] = [];
  let firstPassage = 0;
  for (const article of segment.identities) {
    const { passages } = article;
    const existing = indexed.findSame(article);
    const isWanted = admission.admits({ ...versionOf(article, article.version), ...article });
    if (!isWanted || (existing !== undefined && isAsGood(existing, article))) {
      superfluous.push({ firstPassage, passages });
    } else {
      rows.set(article.id, article);
      if (existing !== undefined) {
        replaced.set(existing.id, existing);
        successors.set(existing.id, article.id);
      }
    }
    firstPassage += passages;
  }
  const entry = rows.size > 0 ? removeFrom(segment.entry, superfluous) : null;
  return { entry, rows, replaced: [...replaced.values()], successors };
}

/** If a version with both names shows that two articles are one, removes the older of these. */
export function uniteArticles(
  placed: PlacedSegment,
  { sightings }: UpdateWish,
  { indexed }: UpdateBase,
  admission: Admission,
): PlacedSegment {
  const replaced = new Map(placed.replaced.map((article) => [article.id, article]));
  const successors = new Map(placed.successors);
  for (const seen of [...sightings.values()].flat()) {
    const { id, alias = null } = seen;
    const [one, other] = [indexed.findNamed(id), alias === null ? undefined : indexed.findNamed(alias)];
    if (one === undefined || other === undefined || one.id === other.id || !admission.admits(seen)) continue;
    const isOtherFirst = successors.has(other.id) || (!successors.has(one.id) && isOlder(one, other));
    const [kept, lost] = isOtherFirst ? [other, one] : [one, other];
    if (successors.has(lost.id)) continue;
    replaced.set(lost.id, lost);
    successors.set(lost.id, successors.get(kept.id) ?? kept.id);
  }
  return { ...placed, replaced: [...replaced.values()], successors };
}

/** Id of the article with one of these names after the update, if any. */
export function idOfRow(
  names: Names,
  { rows, successors }: PlacedSegment,
  { indexed }: UpdateBase,
): string | undefined {
  if (rows.has(names.id)) return names.id;
  const existing = indexed.findSame(names)?.id;
  return existing === undefined ? undefined : (successors.get(existing) ?? existing);
}

function isAsGood(existing: IndexedArticle, article: ArticleIdentity): boolean {
  return existing.fingerprint === article.fingerprint || isOlder(article, existing);
}
