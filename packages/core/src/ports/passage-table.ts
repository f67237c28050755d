import type { Article, FacetField, Filter, Passage } from "../types.ts";
import type { RowRange, RowSet } from "./row-set.ts";

/** A passage with its article, as an index returns it. */
export interface IndexedPassage {
  /** Dense row number within its segment; equals the row of its embedding. */
  readonly row: number;
  readonly passage: Passage;
  readonly article: Article;
}

/** Number of articles with a value. Months of `publishedAt` are `YYYY-MM`; `null` stands for no value. */
export interface FacetCount {
  readonly value: string | null;
  readonly count: number;
}

/** Position of a passage in its article. */
export type PassageSpan = Pick<Passage, "ordinal" | "start" | "end">;

/** The texts of one segment: passages and their articles. Reads never mutate. */
export interface PassageTable {
  readonly passageCount: number;
  readonly articleCount: number;
  /** All rows, ascending. */
  rows(): readonly number[];
  /** Rows that the filter allows; `null` if it allows all. */
  rowsMatching(filter: Filter): RowSet | null;
  /** @throws DatelineError `internal` when a row does not exist */
  read(rows: readonly number[]): readonly IndexedPassage[];
  /**
   * Positions of the rows' passages, without reading texts.
   *
   * @throws DatelineError `internal` when a row does not exist
   */
  spans(rows: readonly number[]): readonly PassageSpan[];
  /** For each row, all rows of its article. @throws DatelineError `internal` when a row does not exist */
  articleRanges(rows: ArrayLike<number>): readonly RowRange[];
  /**
   * Counts the articles of the rows by the values of a field, each article once. The most frequent value comes
   * first, ties by value. Names with the same `nameKey` are one value.
   *
   * @param rows `null` for all
   */
  countArticles(field: FacetField, rows: ArrayLike<number> | null): readonly FacetCount[];
}
