/**
 * Scores how well a passage answers a query by reading both together, which is slower and more accurate than
 * comparing their embeddings.
 */
export interface Reranker {
  /** Registry name of the model, such as `ms-marco-MiniLM-L-6-v2`. */
  readonly modelName: string;
  /**
   * sha256 (hex) over weights and tokenizer. Rerankers may serve pages of one answer only if it is equal.
   */
  readonly fingerprint: string;
  /**
   * Scores passages by how well they answer the query. A score depends only on its passage and the query. Too
   * long input is truncated, the passage before the query.
   *
   * @returns one finite, unbounded number per passage, in the same order; larger is better
   * @throws DatelineError `internal` when the model returns another shape
   */
  score(query: string, passages: readonly string[]): Promise<readonly number[]>;
  /** Frees the model's native memory. */
  close(): Promise<void>;
}
