import type { StoryArticle } from "../types.ts";

/** Keys for grouping, sorting and weighting hits. */
export interface PassageKeys {
  readonly articleId: string;
  /** Position of the passage in its article, from 0. */
  readonly ordinal: number;
  /** `null` if the segment was built without stories. */
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

/** An earlier id of a story, and the article that proves it. Removing that article also removes the alias. */
export interface StoryAlias {
  readonly alias: string;
  readonly articleId: string;
  /** The story of the article. */
  readonly storyId: string;
  /** Row of the first passage of the article. */
  readonly firstPassage: number;
}

/** An article whose fingerprint contains a requested hash. */
export interface SharedHash {
  readonly hash: number;
  readonly articleId: string;
  readonly storyId: string;
  /** Number of hashes in its fingerprint. */
  readonly hashCount: number;
  /** Row of its first passage. */
  readonly firstPassage: number;
  readonly publishedAt: string | null;
}

/** The stories of a segment's articles, and the data to match further articles. Reads never mutate. */
export interface StoryTable {
  /** The keys of each row, in order. @throws DatelineError `internal` when a row does not exist */
  keysOf(rows: readonly number[]): readonly PassageKeys[];
  /** The articles of a story, in row order. */
  membersOf(storyId: string): readonly StoryMember[];
  /** At most `limit` articles per hash, in row order. */
  sharing(hashes: readonly number[], limit: number): readonly SharedHash[];
  /** Every alias, in the row order of the articles. */
  aliases(): readonly StoryAlias[];
}
