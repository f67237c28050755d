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
}
