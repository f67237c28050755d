import type { Embedding, Span } from "../types.ts";

/** A sentence of a passage and its similarity to the query. */
export interface SentenceSimilarity extends Span {
  /** Cosine; for a long sentence, that of its nearest window. */
  readonly similarity: number;
}

/**
 * Embeddings of the individual sentences of each passage. The vector of a passage averages everything that it
 * says. The vectors of its sentences show which of them answers, if any.
 */
export interface SentenceTable {
  /**
   * Returns the sentences of each row in order, with offsets into the passage's text; none for a passage without
   * sentence embeddings. Request rows together, because every request has a cost.
   *
   * @throws DatelineError `internal` when a row does not exist
   */
  similarities(query: Embedding, rows: readonly number[]): readonly (readonly SentenceSimilarity[])[];
  /**
   * Returns the similarity of each row's nearest sentence; -Infinity if it has none. Faster than `similarities`.
   *
   * @throws DatelineError `internal` when a row does not exist
   */
  nearest(query: Embedding, rows: readonly number[]): Float64Array;
  /**
   * Reads passages to compare them with many queries.
   *
   * @throws DatelineError `internal` when a row does not exist
   */
  hold(rows: readonly number[]): HeldPassages;
}

/** Passages whose embeddings are in memory, in the order of the given rows. */
export interface HeldPassages {
  readonly count: number;
  /**
   * The cosines of a query with all passages, computed from the vectors of their segment. The next call
   * overwrites the result.
   */
  similarities(query: Embedding): Float32Array;
  /**
   * An upper bound of the cosine of a query with any sentence of a passage, given the cosine of the passage.
   * Fast to compute.
   */
  mostOfSentences(position: number, similarity: number): number;
  /**
   * The cosine of a query with the nearest sentence of each passage in the range; -Infinity if it has none. The
   * query is the last one passed to `similarities`. The next call overwrites the result.
   */
  nearestSentences(first: number, end: number): Float64Array;
}
