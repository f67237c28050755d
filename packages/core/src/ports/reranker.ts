/**
 * Reads a query and a passage together and says how well the one answers the other: slower and more exact than comparing
 * their embeddings.
 */
export interface Reranker {
  /** Registry name of the model, such as `ms-marco-MiniLM-L-6-v2`. */
  readonly modelName: string;
  /** sha256 (hex) over weights and tokenizer: two rerankers may give one answer in turn only when it is equal. */
  readonly fingerprint: string;
  /**
   * Scores passages by how well they answer the query. A score depends on its passage and the query alone, not on the
   * passages beside it. What is longer than the model reads is cut, the passage before the query.
   *
   * @returns one finite number for each passage, in the same order; larger is better, there are no other bounds
   * @throws DatelineError `internal` when the model returns something of another shape
   */
  score(query: string, passages: readonly string[]): Promise<readonly number[]>;
  /** Frees the model's native memory. */
  close(): Promise<void>;
}
