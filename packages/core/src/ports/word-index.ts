import type { RowSet } from "./row-set.ts";

/** The term statistics of a set of passages that BM25 needs. */
export interface WordCounts {
  readonly passages: number;
  readonly articles: number;
  /** Total words of all passages. Each counts its headline twice. */
  readonly passageWords: number;
  /** Total words of all articles. Each counts its headline twice. */
  readonly articleWords: number;
  /** Number of passages with each requested term, in the headline or the text. */
  readonly passagesWith: readonly number[];
  /** Number of articles with each requested term. */
  readonly articlesWith: readonly number[];
}

/** A row with at least one of the terms, and its score, above 0. */
export interface LexicalMatch {
  readonly row: number;
  readonly score: number;
}

/** Lexical scores of a segment's rows. */
export interface WordScores {
  /**
   * @param limit maximum number of rows, best first; ties in row order
   * @param allowed rows to choose from; `null` for all
   */
  best(limit: number, allowed: RowSet | null): readonly LexicalMatch[];
  /** Scores of the given rows, in order; 0 if the row's whole article contains none of the terms. */
  of(rows: readonly number[]): Float32Array;
  /**
   * Sums, for each of the given rows in order, the inverse passage frequencies of the terms in the passage or
   * its headline.
   */
  covered(rows: readonly number[]): Float32Array;
}

/** The occurrences of terms in one segment. */
export interface TermMatches {
  readonly counts: WordCounts;
  /**
   * @param collection the sum of the counts of all searched segments, which makes their scores comparable
   * @param weights weight of each term; default 1
   */
  score(collection: WordCounts, weights?: readonly number[]): WordScores;
}

/** The inverted index over the passages of one segment. Reads never mutate. */
export interface WordIndex {
  /**
   * @param terms as `indexTerms` makes them, without duplicates
   * @throws DatelineError `index-corrupt` when the index is damaged
   */
  lookUp(terms: readonly string[]): TermMatches;
  /** Number of articles with each term, without reading positions. */
  articlesWith(terms: readonly string[]): readonly number[];
  /** Number of passages with each term, headlines included, without reading positions. */
  passagesWith(terms: readonly string[]): readonly number[];
  /**
   * Rows that contain every term in the text or the headline, in ascending order; none for no terms.
   *
   * @throws DatelineError `index-corrupt` when the index is damaged
   */
  holding(terms: readonly string[]): readonly number[];
  /** Terms with the same first letter and similar length, within this edit distance. */
  termsLike(term: string, letters: number): readonly string[];
  /** Longer terms that begin with these letters, most frequent first; at most `limit`. */
  termsBeginning(letters: string, limit: number): readonly string[];
  /**
   * Terms that end with these letters after at least three others, most frequent first; at most `limit`. Reads
   * the whole dictionary.
   */
  termsEnding(letters: string, limit: number): readonly string[];
}
