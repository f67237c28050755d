import type { ArticleBook, WrittenArticle } from "./article-book.ts";
import { type Articles, type IndexHistory, type IndexState, Violation } from "./index-history.ts";

/** The kind of task that brings an earlier generation back as a whole. */
export const ROLLBACK = "roll back";

/** The index before and after a write of `latest.json`. */
export interface IndexChange {
  readonly before: IndexState;
  readonly after: IndexState;
}

/** What a process is about to do to the index. */
export interface IndexTask {
  readonly kind: string;
  readonly actor: string;
  /** The versions that it may write, the one that it must write or a newer one first; by the hashes of their ids. */
  readonly articles: ReadonlyMap<string, readonly WrittenArticle[]>;
  /** Hashes of ids. */
  readonly removes: ReadonlySet<string>;
  /** Of what it was to write, what it was told to be taken down. */
  readonly refused?: Set<string>;
  /** How wrong the clock of its process is, where that matters. */
  readonly clockOffsetMs?: number;
  /** Version of the index at its start. */
  readonly since: number;
  /** What it may do, for a task that replaces the index as a whole: takes the place of `articles` and `removes`. */
  readonly assertChange?: (change: IndexChange) => void;
  /** True once the store told the process something old or wrong, after which it may rightly believe in vain. */
  isMisled: boolean;
}

/**
 * Holds a write of `latest.json` against what its writer set out to do: nothing else may have changed.
 *
 * @throws Violation
 */
export function assertChange({ before, after }: IndexChange, task: IndexTask, book: ArticleBook): void {
  if (task.assertChange !== undefined) {
    task.assertChange({ before, after });
    return;
  }
  // Every generation was held against the task of its first writer when it was made.
  if (task.kind === ROLLBACK) return;
  for (const id of new Set([...before.articles.keys(), ...after.articles.keys()])) {
    const [was, is] = [before.articles.get(id), after.articles.get(id)];
    if (was === is || (is === undefined && task.removes.has(id))) continue;
    const change = `${describe(book, was)} became ${describe(book, is)}`;
    if (!(task.articles.get(id) ?? []).some(({ fingerprint }) => fingerprint === is)) {
      throw new Violation(`"${task.kind}" of ${task.actor} changed article ${id}: ${change}`);
    }
    if (book.versionOf(was) > book.versionOf(is)) {
      throw new Violation(`an older version of article ${id} came back: ${change}`);
    }
  }
}

/**
 * Holds what a process was told is done against what the index was since the task began.
 *
 * @throws Violation when something that was acknowledged never was so
 */
export function assertAcknowledged(history: IndexHistory, task: IndexTask, book: ArticleBook): void {
  if (task.isMisled) return;
  const states = history.since(task.since).map(({ articles }) => articles);
  for (const [idHash, [must]] of task.articles) {
    if (must === undefined || task.removes.has(idHash) || task.refused?.has(idHash)) continue;
    const { article, version } = must;
    const isThere = (articles: Articles) => book.versionOf(articles.get(idHash)) >= version;
    if (states.some(isThere)) continue;
    throw new Violation(
      `${task.actor} was told that ${article.id} is in the index in version ${version}, and it never was`,
    );
  }
  for (const idHash of task.removes) {
    if (states.some((articles) => !articles.has(idHash))) continue;
    throw new Violation(
      `${task.actor} was told that ${idHash} was taken down, and it was there all the time`,
    );
  }
}

function describe(book: ArticleBook, fingerprint: string | undefined): string {
  return fingerprint === undefined ? "nothing" : `version ${book.versionOf(fingerprint)}`;
}
