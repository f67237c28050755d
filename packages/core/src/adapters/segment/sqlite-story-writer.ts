import type Database from "libsql";
import type { ArticleToGroup, StoryWriter } from "../../ports/segment-format.ts";
import type { Article } from "../../types.ts";
import type { FingerprintsBuilder } from "./fingerprint-file.ts";
import { SqliteStoryTable, type StorySources } from "./sqlite-story-table.ts";

export interface StoryWriterSources extends StorySources {
  fingerprints(): FingerprintsBuilder;
  /** One per article. */
  dates(): readonly (string | null)[];
}

/** Writes the stories of a new segment in chronological order. */
export class SqliteStoryWriter extends SqliteStoryTable implements StoryWriter {
  readonly #database: Database.Database;
  readonly #sources: StoryWriterSources;
  readonly #updateStory: Database.Statement;
  readonly #insertAlias: Database.Statement;

  constructor(database: Database.Database, sources: StoryWriterSources) {
    super(database, sources);
    this.#database = database;
    this.#sources = sources;
    this.#updateStory = database.prepare("UPDATE articles SET story_id = ? WHERE row = ?");
    this.#insertAlias = database.prepare("INSERT OR IGNORE INTO story_aliases VALUES (?, ?)");
  }

  /** One at a time, because all texts may not fit into memory. */
  *articlesInTime(): Iterable<ArticleToGroup> {
    const dates = this.#sources.dates();
    const ids = this.#database.prepare("SELECT id FROM articles ORDER BY row").pluck().all() as string[];
    const rows = ids
      .map((_, row) => row)
      .sort((a, b) => {
        const [ofA, ofB] = [dates[a] ?? null, dates[b] ?? null];
        if (ofA !== ofB) return ofA === null || (ofB !== null && ofA > ofB) ? 1 : -1;
        return (ids[a] as string) < (ids[b] as string) ? -1 : 1;
      });
    for (const row of rows) {
      const { id, text, publishedAt } = this.#article(row);
      yield { row, id, text, publishedAt, firstPassage: this.#sources.rows().firstRows[row] as number };
    }
  }

  /** The article whose first passage is in this row. */
  reportAt(firstPassage: number): Pick<Article, "title" | "text"> {
    const { title, text } = this.#article(this.#sources.rows().articleOf[firstPassage] as number);
    return { title, text };
  }

  reassign(articleRow: number, storyId: string): void {
    this.#updateStory.run(storyId, articleRow);
  }

  addAlias(articleRow: number, alias: string): void {
    this.#insertAlias.run(articleRow, alias);
  }

  assign({ row }: ArticleToGroup, storyId: string, hashes: readonly number[]): void {
    this.#updateStory.run(storyId, row);
    this.#sources.fingerprints().add(row, hashes);
  }

  #article(row: number): Article {
    return this.#sources.articles([row]).get(row) as Article;
  }
}
