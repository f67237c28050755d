import type Database from "libsql";
import { DatelineError } from "../../errors.ts";
import type {
  PassageKeys,
  SharedHash,
  StoryAlias,
  StoryMember,
  StoryTable,
} from "../../ports/story-table.ts";
import type { Article } from "../../types.ts";
import type { Fingerprints } from "./fingerprint-file.ts";
import type { ArticleRows } from "./segment-head.ts";

/** Sources of data that the table does not contain. */
export interface StorySources {
  rows(): ArticleRows;
  publishedAt(article: number): string | null;
  /** Articles by row. */
  articles(rows: readonly number[]): ReadonlyMap<number, Article>;
  fingerprints(): Fingerprints;
}

interface StoryRow {
  readonly row: number;
  readonly id: string;
  readonly storyId: string | null;
}

/** Reads the stories of a segment, even while it is being written. */
export class SqliteStoryTable implements StoryTable {
  readonly #sources: StorySources;
  readonly #readArticles: Database.Statement;
  readonly #readMembers: Database.Statement;
  readonly #readAliases: Database.Statement;

  constructor(database: Database.Database, sources: StorySources) {
    this.#sources = sources;
    this.#readArticles = database.prepare(READ_ARTICLES);
    this.#readMembers = database.prepare(READ_MEMBERS);
    this.#readAliases = database.prepare(READ_ALIASES);
  }

  keysOf(rows: readonly number[]): readonly PassageKeys[] {
    const { articleOf, firstRows } = this.#sources.rows();
    const articles = rows.map((row) => {
      const article = articleOf[row];
      if (article !== undefined) return article;
      throw new DatelineError("internal", `Cannot read the article of passage ${row}: there is none`);
    });
    const known = this.#articles([...new Set(articles)]);
    return rows.map((row, index) => {
      const article = articles[index] as number;
      const { id: articleId, storyId } = known.get(article) as StoryRow;
      const ordinal = row - (firstRows[article] as number);
      return { articleId, ordinal, storyId, publishedAt: this.#sources.publishedAt(article) };
    });
  }

  membersOf(storyId: string): readonly StoryMember[] {
    const rows = this.#readMembers.pluck().all(storyId) as number[];
    const articles = this.#sources.articles(rows);
    const { firstRows } = this.#sources.rows();
    return rows.map((row) => {
      const { id, title, source, url, publishedAt, text } = articles.get(row) as Article;
      const firstPassage = firstRows[row] as number;
      return { id, title, source, url, publishedAt, firstPassage, textBytes: Buffer.byteLength(text) };
    });
  }

  sharing(hashes: readonly number[], limit: number): readonly SharedHash[] {
    const fingerprints = this.#sources.fingerprints();
    const found = hashes.flatMap((hash) =>
      fingerprints.articlesWith(hash, limit).map((article) => ({ hash, article })),
    );
    const known = this.#articles([...new Set(found.map(({ article }) => article))]);
    const { firstRows } = this.#sources.rows();
    return found.map(({ hash, article }) => {
      const { id: articleId, storyId } = known.get(article) as StoryRow;
      return {
        hash,
        articleId,
        storyId: storyId as string,
        hashCount: fingerprints.hashCountOf(article) ?? 0,
        firstPassage: firstRows[article] as number,
        publishedAt: this.#sources.publishedAt(article),
      };
    });
  }

  #articles(rows: readonly number[]): ReadonlyMap<number, StoryRow> {
    const found = this.#readArticles.all(JSON.stringify(rows)) as StoryRow[];
    return new Map(found.map((article) => [article.row, article]));
  }

  aliases(): readonly StoryAlias[] {
    const found = this.#readAliases.all() as (Omit<StoryAlias, "firstPassage"> & { readonly row: number })[];
    // Most segments have none, and need not read their articles' passage counts.
    if (found.length === 0) return [];
    const { firstRows } = this.#sources.rows();
    return found.map(({ row, ...alias }) => ({ ...alias, firstPassage: firstRows[row] as number }));
  }
}

/** One statement for all rows: a call into SQLite costs several times as much as reading a row. */
const READ_ARTICLES = `
SELECT a.row, a.id, a.story_id AS storyId FROM json_each(?) wanted CROSS JOIN articles a ON a.row = wanted.value`;

const READ_MEMBERS = "SELECT row FROM articles WHERE story_id = ? ORDER BY row";

const READ_ALIASES = `
SELECT o.alias, a.row, a.id AS articleId, a.story_id AS storyId
FROM story_aliases o JOIN articles a ON a.row = o.article_row ORDER BY o.article_row, o.alias`;
