import type { Article, Filter, Passage } from "../types.ts";

/** A passage with the article that it belongs to, as an index gives it back. */
export interface IndexedPassage {
  /** Dense row number within its segment; equals the row of its embedding. */
  readonly row: number;
  readonly passage: Passage;
  readonly article: Article;
}

/** The texts of one segment: passages and their articles. Reads never mutate. */
export interface PassageTable {
  readonly passageCount: number;
  readonly articleCount: number;
  /** Rows that the filter allows, ascending; `null` when it allows all of them. */
  rowsMatching(filter: Filter): readonly number[] | null;
  /** @throws DatelineError `internal` when a row does not exist */
  read(rows: readonly number[]): readonly IndexedPassage[];
}
