import type { Embedding, Span } from "../types.ts";

/** A sentence of a passage and its cosine similarity to the query. */
export interface SentenceSimilarity extends Span {
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
