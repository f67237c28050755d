import type { StoryArticle } from "../types.ts";

/** What hits are grouped, ordered and weighed by. */
export interface PassageKeys {
  readonly articleId: string;
  /** Position of the passage among those of its article, from 0. */
  readonly ordinal: number;
  /** `null` when the segment was written without looking for stories. */
  readonly storyId: string | null;
  readonly publishedAt: string | null;
}

/** An article of a story. */
export interface StoryMember extends StoryArticle {
  /** Row of its first passage. */
  readonly firstPassage: number;
  /** UTF-8 bytes of its text. */
  readonly textBytes: number;
}

/** An id that a story had before, and the article that proves it: without that article nothing is known of the alias. */
export interface StoryAlias {
  readonly alias: string;
  readonly articleId: string;
  /** The story of the article. */
  readonly storyId: string;
  /** Row of the first passage of the article. */
  readonly firstPassage: number;
}

/** An article whose fingerprint has a hash that was asked for. */
export interface SharedHash {
  readonly hash: number;
  readonly articleId: string;
  readonly storyId: string;
  /** How many hashes its fingerprint has. */
  readonly hashCount: number;
  /** Row of its first passage. */
  readonly firstPassage: number;
  readonly publishedAt: string | null;
}

/** Which articles of one segment tell the same story, and what is kept to find out for others. Reads never mutate. */
export interface StoryTable {
  /** For each row in turn. @throws DatelineError `internal` when a row does not exist */
  keysOf(rows: readonly number[]): readonly PassageKeys[];
  /** The articles of a story, in row order. */
  membersOf(storyId: string): readonly StoryMember[];
  /** At most `limit` articles for each hash, in row order. */
  sharing(hashes: readonly number[], limit: number): readonly SharedHash[];
  /** Every alias, in the row order of the articles. */
  aliases(): readonly StoryAlias[];
}
