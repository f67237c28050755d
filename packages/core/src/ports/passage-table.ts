import type { Article, FacetField, Filter, Passage } from "../types.ts";
import type { RowRange, RowSet } from "./row-set.ts";

/** A passage with the article that it belongs to, as an index gives it back. */
export interface IndexedPassage {
  /** Dense row number within its segment; equals the row of its embedding. */
  readonly row: number;
  readonly passage: Passage;
  readonly article: Article;
}

/** How many articles have a value; the month of `publishedAt` is `YYYY-MM`, `null` stands for none. */
export interface FacetCount {
  readonly value: string | null;
  readonly count: number;
}

/** Where a passage lies in its article. */
export type PassageSpan = Pick<Passage, "ordinal" | "start" | "end">;

/** The texts of one segment: passages and their articles. Reads never mutate. */
export interface PassageTable {
  readonly passageCount: number;
  readonly articleCount: number;
  /** All rows, ascending. */
  rows(): readonly number[];
  /** Rows that the filter allows; `null` when it allows all of them. */
  rowsMatching(filter: Filter): RowSet | null;
  /** @throws DatelineError `internal` when a row does not exist */
  read(rows: readonly number[]): readonly IndexedPassage[];
  /** Where the passages of rows lie, without reading a text. @throws DatelineError `internal` when a row does not exist */
  spans(rows: readonly number[]): readonly PassageSpan[];
  /** All rows of the article that each row belongs to. @throws DatelineError `internal` when a row does not exist */
  articleRanges(rows: ArrayLike<number>): readonly RowRange[];
  /**
   * Counts the articles that the rows belong to, each once, most first, ties by value. Names that `nameKey` makes one are one value.
   *
   * @param rows `null` for all of them
   */
  countArticles(field: FacetField, rows: ArrayLike<number> | null): readonly FacetCount[];
}
