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
   * Every sentence of one passage, in its order, with offsets into the passage's text; none when the passage has no
   * sentence embeddings.
   *
   * @throws DatelineError `internal` when the row does not exist
   */
  similarities(query: Embedding, row: number): readonly SentenceSimilarity[];
}
