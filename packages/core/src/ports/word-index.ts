import type { RowSet } from "./row-set.ts";

/** How often words occur in a set of passages: what BM25 has to know of the whole collection. */
export interface WordCounts {
  readonly passages: number;
  readonly articles: number;
  /** Words of all passages together; the headline counts twice, and for each of them. */
  readonly passageWords: number;
  /** Words of all articles together, each headline counted twice. */
  readonly articleWords: number;
  /** For each term looked up, in how many passages it occurs, in the headline or the text. */
  readonly passagesWith: readonly number[];
  /** For each term looked up, in how many articles it occurs. */
  readonly articlesWith: readonly number[];
}

/** A row that holds at least one of the terms, and its score, above 0. */
export interface LexicalMatch {
  readonly row: number;
  readonly score: number;
}

/** What the words say of every row of a segment. */
export interface WordScores {
  /**
   * @param limit at most this many rows, best first; ties in row order
   * @param allowed rows to choose from; `null` for all
   */
  best(limit: number, allowed: RowSet | null): readonly LexicalMatch[];
  /** The scores of given rows, in their order; 0 for a row whose whole article holds none of the terms. */
  of(rows: readonly number[]): Float32Array;
  /**
   * For given rows, in their order, the inverse frequencies (in passages) of the terms that each passage or its headline
   * has, added up: 0 for a passage without any.
   */
  covered(rows: readonly number[]): Float32Array;
}

/** The occurrences of some terms in one segment. */
export interface TermMatches {
  readonly counts: WordCounts;
  /**
   * @param collection the sum of the counts of all segments that are searched together, so that their scores compare
   * @param weights how much each term counts; 1 when not given
   */
  score(collection: WordCounts, weights?: readonly number[]): WordScores;
}

/** The inverted index over the passages of one segment. Reads never mutate. */
export interface WordIndex {
  /**
   * @param terms as `indexTerms` makes them, each once
   * @throws DatelineError `index-corrupt` when the index is damaged
   */
  lookUp(terms: readonly string[]): TermMatches;
  /** In how many articles each term occurs, without reading where. */
  articlesWith(terms: readonly string[]): readonly number[];
  /** In how many passages each term occurs, headlines included, without reading where. */
  passagesWith(terms: readonly string[]): readonly number[];
  /**
   * Rows that hold all of the terms, in the text or the headline, ascending; none for no terms.
   *
   * @throws DatelineError `index-corrupt` when the index is damaged
   */
  holding(terms: readonly string[]): readonly number[];
  /** Terms of the index with the same first letter, and about as long: they differ by so many letters at most. */
  termsLike(term: string, letters: number): readonly string[];
  /** The longer terms that begin with these letters, those of most articles first; at most `limit`. */
  termsBeginning(letters: string, limit: number): readonly string[];
  /** The terms that end with these letters and have three others or more before them, likewise. It looks at the whole dictionary. */
  termsEnding(letters: string, limit: number): readonly string[];
}
