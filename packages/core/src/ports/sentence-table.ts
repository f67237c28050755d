import type { Embedding, Span } from "../types.ts";

/** A sentence of a passage and its similarity to the query. */
export interface SentenceSimilarity extends Span {
  /** Cosine; for a long sentence that of its nearest window. */
  readonly similarity: number;
}

/**
 * Embeddings of the single sentences of each passage. One vector for a whole passage averages everything that
 * it says. The vectors of its sentences tell whether one of them answers, and which.
 */
export interface SentenceTable {
  /**
   * For each row its sentences in order, with offsets into the passage's text; empty when the passage has no
   * sentence embeddings. Rows are requested together, since every request has a cost.
   *
   * @throws DatelineError `internal` when a row does not exist
   */
  similarities(query: Embedding, rows: readonly number[]): readonly (readonly SentenceSimilarity[])[];
  /**
   * For each row the similarity of its nearest sentence; -Infinity when it has none. Takes a part of the time
   * that `similarities` does. @throws DatelineError `internal` when a row does not exist
   */
  nearest(query: Embedding, rows: readonly number[]): Float64Array;
  /** Reads some passages to compare them with many queries. @throws DatelineError `internal` when a row does not exist */
  hold(rows: readonly number[]): HeldPassages;
}

/** Passages whose embeddings are in memory, in the order in which their rows were given. */
export interface HeldPassages {
  readonly count: number;
  /**
   * The cosines of a query with all of them, computed from the vectors of their segment. The next call
   * overwrites them.
   */
  similarities(query: Embedding): Float32Array;
  /**
   * An upper bound of the cosine of any sentence of a passage with a query, given the passage's own. Fast to
   * compute.
   */
  mostOfSentences(position: number, similarity: number): number;
  /**
   * The cosine of a query with the nearest sentence of each given passage, or -Infinity if it has none. The
   * query is the last one passed to `similarities`. The next call overwrites the result.
   */
  nearestSentences(first: number, end: number): Float64Array;
}
