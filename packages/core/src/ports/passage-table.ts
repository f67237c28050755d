import type { Article, Filter, Passage } from "../types.ts";

/** A passage with the article that it belongs to, as an index gives it back. */
export interface IndexedPassage {
  /** Dense row number within its segment; equals the row of its embedding. */
  readonly row: number;
  readonly passage: Passage;
  readonly article: Article;
}

/** A row that holds at least one of the query's terms; the score is BM25, larger is better, above 0. */
export interface LexicalMatch {
  readonly row: number;
  readonly score: number;
}

/** The texts of one segment: passages, their articles, and the inverted index over them. Reads never mutate. */
export interface PassageTable {
  readonly passageCount: number;
  readonly articleCount: number;
  /** Rows that the filter allows, ascending; `null` when it allows all of them. */
  rowsMatching(filter: Filter): readonly number[] | null;
  /**
   * Ranks rows by BM25 over title and text.
   *
   * @param terms words as the user wrote them; a row matches when it holds any of them (stemmed, without accents)
   * @param limit at most this many, best first; ties in row order
   */
  lexicalSearch(terms: readonly string[], limit: number, filter: Filter): readonly LexicalMatch[];
  /** @throws DatelineError `internal` when a row does not exist */
  read(rows: readonly number[]): readonly IndexedPassage[];
}
