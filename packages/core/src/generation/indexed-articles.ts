import type { RequestOptions } from "../ports/object-store.ts";
import type { ArticleIdentity, IdentityTable } from "./article-identity.ts";
import type { IdentityReader } from "./identity-reader.ts";
import type { Manifest, SegmentEntry } from "./manifest.ts";
import { isInRanges, type RowRanges, uniteRanges } from "./removed-rows.ts";

/** An article and its place in the index. */
export interface IndexedArticle extends ArticleIdentity {
  readonly segment: string;
  /** Row of its first passage. */
  readonly firstPassage: number;
  /** Hashes of all its other ids. */
  readonly aliases: readonly string[];
  /** Hashes of all objects that contain it, if any. */
  readonly origins: readonly string[];
}

interface Place {
  readonly segment: string;
  readonly table: IdentityTable;
  readonly row: number;
  readonly firstPassage: number;
}

/** Reads which articles a segment contains. */
export type IdentitySource = Pick<IdentityReader, "read" | "keepOnly">;

/** The articles of a generation except removed ones, by the hashes of their ids. */
export class IndexedArticles {
  readonly #places = new Map<string, Place>();
  readonly #aliases = new Map<string, string>();
  readonly #heldBy: ReadonlyMap<string, readonly string[]>;
  /** Aliases that the manifest states, by id. */
  readonly #stated = new Map<string, string[]>();

  private constructor({ heldBy = [], aliases = [] }: Pick<Manifest, "heldBy" | "aliases"> = {}) {
    this.#heldBy = new Map(heldBy.map(({ id, origins }) => [id, origins]));
    for (const { id, alias } of aliases) {
      this.#stated.set(id, [...(this.#stated.get(id) ?? []), alias]);
      this.#aliases.set(alias, id);
    }
  }

  /** @throws DatelineError as `IdentityReader.read` */
  static async load(
    manifest: Manifest | null,
    reader: IdentitySource,
    options: RequestOptions = {},
  ): Promise<IndexedArticles> {
    const articles = new IndexedArticles(manifest ?? {});
    const entries = manifest?.segments ?? [];
    reader.keepOnly(entries);
    for (const entry of entries) articles.#add(entry, await reader.read(entry, options));
    return articles;
  }

  /** @param id as `hashOfId` returns it */
  find(id: string): IndexedArticle | undefined {
    const place = this.#places.get(id);
    return place && this.#toArticle(id, place);
  }

  /** @param id of an article, or one of its aliases */
  findNamed(id: string): IndexedArticle | undefined {
    return this.find(id) ?? this.find(this.#aliases.get(id) ?? "");
  }

  /**
   * Finds an article by its id or its alias. Sources identify an article differently: a page by its address,
   * a feed also by an id of its own.
   */
  findSame({
    id,
    alias = null,
  }: {
    readonly id: string;
    readonly alias?: string | null;
  }): IndexedArticle | undefined {
    return this.findNamed(id) ?? (alias === null ? undefined : this.findNamed(alias));
  }

  /** @param origins as `hashOfOrigin` returns them */
  ofOrigins(origins: ReadonlySet<string>): readonly IndexedArticle[] {
    if (origins.size === 0) return [];
    return [...this.#places]
      .map(([id, place]) => this.#toArticle(id, place))
      .filter((article) => article.origins.some((origin) => origins.has(origin)));
  }

  #toArticle(id: string, { segment, table, row, firstPassage }: Place): IndexedArticle {
    const identity = table.read(row);
    const { origin } = identity;
    const origins = this.#heldBy.get(id) ?? (origin === null ? [] : [origin]);
    const stated = this.#stated.get(id) ?? [];
    const aliases = identity.alias === null ? stated : [identity.alias, ...stated];
    return { ...identity, alias: aliases[0] ?? null, aliases, segment, firstPassage, origins };
  }

  #add(entry: SegmentEntry, table: IdentityTable): void {
    for (const { row, firstPassage } of liveRows(entry, table)) {
      const id = table.idOf(row);
      const alias = table.aliasOf(row);
      this.#places.set(id, { segment: entry.id, table, row, firstPassage });
      if (alias !== null) this.#aliases.set(alias, id);
    }
  }
}

/** Yields the row of each article that is not removed, and the row of its first passage. */
export function* liveRows(
  { removed }: Pick<SegmentEntry, "removed">,
  table: IdentityTable,
): Generator<{ readonly row: number; readonly firstPassage: number }> {
  let firstPassage = 0;
  for (let row = 0; row < table.length; row++) {
    if (!isInRanges(removed.passages, firstPassage)) yield { row, firstPassage };
    firstPassage += table.passagesOf(row);
  }
}

/** Marks articles as removed in a manifest, and drops segments that have none left. */
export function withoutArticles(manifest: Manifest, articles: readonly IndexedArticle[]): Manifest {
  const bySegment = new Map<string, IndexedArticle[]>();
  for (const article of articles) {
    bySegment.set(article.segment, [...(bySegment.get(article.segment) ?? []), article]);
  }
  const segments = manifest.segments.map((entry) => removeFrom(entry, bySegment.get(entry.id) ?? []));
  return withSegments(manifest, segments);
}

/** Replaces the segments of a manifest. Drops those without articles and recomputes the counts. */
export function withSegments(manifest: Manifest, segments: readonly SegmentEntry[]): Manifest {
  const kept = segments.filter(({ articles, removed }) => articles > removed.articles);
  return {
    ...manifest,
    articles: kept.reduce((sum, { articles, removed }) => sum + articles - removed.articles, 0),
    passages: kept.reduce((sum, entry) => sum + livePassages(entry), 0),
    segments: kept,
  };
}

/** Number of passages that a search can find. */
export function livePassages({ passages, removed }: SegmentEntry): number {
  return removed.passages.reduce((live, [, count]) => live - count, passages);
}

/** Marks articles as removed in the entry of their segment. */
export function removeFrom(
  entry: SegmentEntry,
  articles: readonly Pick<IndexedArticle, "firstPassage" | "passages">[],
): SegmentEntry {
  if (articles.length === 0) return entry;
  const rows: RowRanges = articles.map(({ firstPassage, passages }) => [firstPassage, passages]);
  return {
    ...entry,
    removed: {
      articles: entry.removed.articles + articles.length,
      passages: uniteRanges(entry.removed.passages, rows),
    },
  };
}
