import type { RequestOptions } from "../ports/object-store.ts";
import type { ArticleIdentity } from "./article-identity.ts";
import type { ReadIdentities } from "./assert-articles.ts";
import { liveRows } from "./indexed-articles.ts";
import type { Manifest, SegmentEntry } from "./manifest.ts";
import { includesRanges } from "./removed-rows.ts";

/** The articles that an index would lose if another one replaced it. Ids are hashes. */
export interface LostArticles {
  /** Articles that the other index lacks. */
  readonly lacking: ReadonlySet<string>;
  /** Articles of which the other index has an earlier version. */
  readonly newer: ReadonlySet<string>;
}

export interface LostArticlesOptions extends RequestOptions {
  readonly current: Manifest;
  readonly next: Manifest;
  readonly readCurrent: ReadIdentities;
  readonly readNext: ReadIdentities;
}

/** Compares the articles of two indexes. Skips segments of `current` that `next` also contains. */
export async function findLostArticles({
  current,
  next,
  readCurrent,
  readNext,
  signal,
}: LostArticlesOptions): Promise<LostArticles> {
  const shared = new Map(next.segments.map((entry) => [entry.id, entry]));
  const differing = current.segments.filter((entry) => !isIncluded(entry, shared.get(entry.id)));
  const open = new Map<string, ArticleIdentity>();
  for (const entry of differing) {
    for (const article of await liveArticles(entry, readCurrent, { signal })) open.set(article.id, article);
  }
  const newer = new Set<string>();
  for (const entry of open.size === 0 ? [] : next.segments) {
    for (const article of await liveArticles(entry, readNext, { signal })) {
      const found = open.get(article.id);
      if (found === undefined) continue;
      if (timeOf(article) < timeOf(found)) newer.add(article.id);
      open.delete(article.id);
    }
  }
  return { lacking: new Set(open.keys()), newer };
}

/** Hashes of the ids of all articles that a search can find. */
export async function liveArticleIds(
  manifest: Manifest,
  read: ReadIdentities,
  options: RequestOptions,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const entry of manifest.segments) {
    for (const { id } of await liveArticles(entry, read, options)) ids.add(id);
  }
  return ids;
}

function isIncluded(entry: SegmentEntry, other: SegmentEntry | undefined): boolean {
  return other !== undefined && includesRanges(entry.removed.passages, other.removed.passages);
}

async function liveArticles(
  entry: SegmentEntry,
  read: ReadIdentities,
  options: RequestOptions,
): Promise<readonly ArticleIdentity[]> {
  const table = await read(entry, options);
  return Array.from(liveRows(entry, table), ({ row }) => table.read(row));
}

/** Empty when an article states no time. Dates and instants sort as text. */
function timeOf({ publishedAt, updatedAt }: ArticleIdentity): string {
  return updatedAt ?? publishedAt ?? "";
}
