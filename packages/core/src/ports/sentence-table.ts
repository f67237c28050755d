import type { Embedding, Span } from "../types.ts";

/** A sentence of a passage and how near the query it is. */
export interface SentenceSimilarity extends Span {
  /** Cosine; of a long sentence that of its nearest window. */
  readonly similarity: number;
}

/**
 * The embeddings of the single sentences of each passage. One vector for a whole passage averages over all that it
 * says; the vectors of its sentences tell whether one of them answers, and which.
 */
export interface SentenceTable {
  /**
   * Every sentence of some passages: for each row in turn its sentences in their order, with offsets into the passage's
   * text; none when the passage has no sentence embeddings. Rows are asked for together, since each question has its
   * price.
   *
   * @throws DatelineError `internal` when a row does not exist
   */
  similarities(query: Embedding, rows: readonly number[]): readonly (readonly SentenceSimilarity[])[];
}
