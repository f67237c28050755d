import type { ArticleBook } from "../simulation/article-book.ts";
import { type Articles, type IndexHistory, type IndexState, Violation } from "../simulation/index-history.ts";
import type { IndexChange } from "../simulation/index-task.ts";

/** What a publication puts in the place of the index. */
export interface Replacement {
  /** Who publishes, for people. */
  readonly actor: string;
  /** What the local index has. */
  readonly articles: Articles;
  /** Hashes of ids that the publisher has published before, so that leaving them out is its choice; `null` for any. */
  readonly mayDrop: ReadonlySet<string> | null;
  /** Hashes of ids that are out of the index because somebody took them down. */
  readonly takenDown: ReadonlySet<string>;
  readonly book: ArticleBook;
}

/**
 * A publication makes the index what the local one is, without what is taken down, and nothing else.
 *
 * @throws Violation
 */
export function assertReplaced({ before, after }: IndexChange, replacement: Replacement): void {
  const { actor, articles, mayDrop, takenDown, book } = replacement;
  assertPartOf(after, { articles, takenDown }, `the publication of ${actor}`);
  if (mayDrop === null) return;
  for (const [id, was] of before.articles) {
    const is = after.articles.get(id);
    if (is !== undefined && book.versionOf(is) < book.versionOf(was))
      throw new Violation(`the publication of ${actor} brings an older version of article ${id} back`);
    if (is !== undefined || mayDrop.has(id) || takenDown.has(id)) continue;
    throw new Violation(`the publication of ${actor} discards article ${id}, of which it never knew`);
  }
}

/** What was acknowledged was so at some time. @throws Violation */
export function assertWasReplaced(
  states: readonly IndexState[],
  { actor, ...whole }: Pick<Replacement, "actor" | "articles" | "takenDown">,
): void {
  if (states.some(({ articles }) => isPartOf(articles, whole))) return;
  throw new Violation(`${actor} was told that its index is published, and it never was`);
}

/** A rollback makes the index what it was before, without what was taken down since. @throws Violation */
export function assertWentBack(
  history: IndexHistory,
  after: IndexState,
  takenDown: ReadonlySet<string>,
): void {
  const earlier = history.since(0).slice(0, after.version);
  for (const { articles } of earlier.toReversed()) {
    if (isPartOf(after.articles, { articles, takenDown })) return;
  }
  throw new Violation("a rollback made the index what it never was");
}

interface Whole {
  readonly articles: Articles;
  readonly takenDown: ReadonlySet<string>;
}

function isPartOf(articles: Articles, whole: Whole): boolean {
  for (const [id, fingerprint] of articles) if (whole.articles.get(id) !== fingerprint) return false;
  for (const id of whole.articles.keys()) if (!articles.has(id) && !whole.takenDown.has(id)) return false;
  return true;
}

function assertPartOf({ articles }: IndexState, whole: Whole, what: string): void {
  if (isPartOf(articles, whole)) return;
  throw new Violation(`${what} has ${articles.size} articles, the local index ${whole.articles.size} others`);
}
