import type Database from "libsql";
import { DatelineError } from "../../errors.ts";
import type {
  PassageKeys,
  SharedHash,
  StoryAlias,
  StoryMember,
  StoryTable,
} from "../../ports/story-table.ts";

/** Reads the stories in `passages.sqlite`, also while it is being written. */
export class SqliteStoryTable implements StoryTable {
  readonly #readKeys: Database.Statement;
  readonly #readMembers: Database.Statement;
  readonly #readSharing: Database.Statement;
  readonly #readAliases: Database.Statement;

  constructor(database: Database.Database) {
    this.#readKeys = database.prepare(READ_KEYS);
    this.#readMembers = database.prepare(READ_MEMBERS);
    this.#readSharing = database.prepare(READ_SHARING);
    this.#readAliases = database.prepare(READ_ALIASES);
  }

  keysOf(rows: readonly number[]): readonly PassageKeys[] {
    const found = this.#readKeys.all(JSON.stringify(rows)) as (PassageKeys & { readonly row: number })[];
    const keys = new Map(found.map(({ row, ...ofRow }) => [row, ofRow]));
    return rows.map((row) => {
      const ofRow = keys.get(row);
      if (ofRow !== undefined) return ofRow;
      throw new DatelineError("internal", `Cannot read the article of passage ${row}: there is none`);
    });
  }

  membersOf(storyId: string): readonly StoryMember[] {
    return this.#readMembers.all(storyId) as StoryMember[];
  }

  sharing(hashes: readonly number[], limit: number): readonly SharedHash[] {
    return hashes.flatMap((hash) => this.#readSharing.all(hash, limit) as SharedHash[]);
  }

  aliases(): readonly StoryAlias[] {
    return this.#readAliases.all() as StoryAlias[];
  }
}

const READ_KEYS = `
SELECT p.row, p.ordinal, a.id AS articleId, s.story_id AS storyId, a.published_at AS publishedAt
FROM json_each(?) wanted CROSS JOIN passages p ON p.row = wanted.value JOIN articles a ON a.row = p.article_row
LEFT JOIN stories s ON s.article_row = a.row`;

const READ_MEMBERS = `
SELECT a.id, a.title, a.source, a.url, a.published_at AS publishedAt, s.first_passage AS firstPassage,
  octet_length(a.text) AS textBytes
FROM stories s JOIN articles a ON a.row = s.article_row WHERE s.story_id = ? ORDER BY a.row`;

const READ_ALIASES = `
SELECT o.alias, a.id AS articleId, s.story_id AS storyId, s.first_passage AS firstPassage
FROM story_aliases o JOIN stories s ON s.article_row = o.article_row JOIN articles a ON a.row = o.article_row
ORDER BY o.article_row, o.alias`;

const READ_SHARING = `
SELECT f.hash, a.id AS articleId, s.story_id AS storyId, s.hash_count AS hashCount, s.first_passage AS firstPassage,
  a.published_at AS publishedAt
FROM fingerprints f CROSS JOIN stories s ON s.article_row = f.article_row JOIN articles a ON a.row = f.article_row
WHERE f.hash = ? ORDER BY f.article_row LIMIT ?`;
