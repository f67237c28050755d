import type Database from "libsql";
import type { ArticleToGroup } from "../../ports/segment-format.ts";
import type { Article } from "../../types.ts";
import { SqliteStoryTable } from "./sqlite-story-table.ts";

/** Writes the stories of a new segment, each after those that began earlier. */
export class SqliteStoryWriter extends SqliteStoryTable {
  readonly #database: Database.Database;
  readonly #insertStory: Database.Statement;
  readonly #insertHash: Database.Statement;
  readonly #readReport: Database.Statement;
  readonly #updateStory: Database.Statement;
  readonly #insertAlias: Database.Statement;

  constructor(database: Database.Database) {
    super(database);
    this.#database = database;
    this.#insertStory = database.prepare("INSERT INTO stories VALUES (?, ?, ?, ?)");
    this.#readReport = database.prepare(READ_REPORT);
    this.#updateStory = database.prepare("UPDATE stories SET story_id = ? WHERE article_row = ?");
    this.#insertAlias = database.prepare("INSERT OR IGNORE INTO story_aliases VALUES (?, ?)");
    this.#insertHash = database.prepare("INSERT INTO fingerprints VALUES (?, ?)");
  }

  /** One at a time: all texts together may not fit into memory. */
  *articlesInTime(): Iterable<ArticleToGroup> {
    const rows = this.#database.prepare(ROWS_IN_TIME).pluck().all() as number[];
    const read = this.#database.prepare(READ_ARTICLE);
    for (const row of rows) yield* read.all(row) as ArticleToGroup[];
  }

  /** The article whose first passage is in a row. */
  reportAt(firstPassage: number): Pick<Article, "title" | "text"> {
    const [report] = this.#readReport.all(firstPassage) as [Pick<Article, "title" | "text">];
    return report;
  }

  reassign(articleRow: number, storyId: string): void {
    this.#updateStory.run(storyId, articleRow);
  }

  addAlias(articleRow: number, alias: string): void {
    this.#insertAlias.run(articleRow, alias);
  }

  assign({ row, firstPassage }: ArticleToGroup, storyId: string, hashes: readonly number[]): void {
    this.#insertStory.run(row, storyId, hashes.length, firstPassage);
    for (const hash of hashes) this.#insertHash.run(hash, row);
  }
}

const READ_REPORT =
  "SELECT a.title, a.text FROM passages p JOIN articles a ON a.row = p.article_row WHERE p.row = ?";

const ROWS_IN_TIME = "SELECT row FROM articles ORDER BY published_at IS NULL, published_at, id";

const READ_ARTICLE = `
SELECT a.row, a.id, a.text, a.published_at AS publishedAt, min(p.row) AS firstPassage
FROM articles a JOIN passages p ON p.article_row = a.row WHERE a.row = ? GROUP BY a.row`;
