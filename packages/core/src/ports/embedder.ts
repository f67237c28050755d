import type { Calibration, Embedding } from "../types.ts";

/** Counts a text's tokens without the special tokens that frame an input. */
export type CountTokens = (text: string) => number;

/**
 * Embeds texts with one model. Implementations add the model's own query and passage prefixes; callers never
 * do.
 */
export interface Embedder {
  /** Registry name of the model, such as `all-MiniLM-L6-v2`. */
  readonly modelName: string;
  /** sha256 (hex) over weights and tokenizer. Two embedders may share an index only if it is equal. */
  readonly fingerprint: string;
  /** Length of every embedding. */
  readonly dimensions: number;
  /** Longest input in tokens that the model was trained for, without special tokens and passage prefix. */
  readonly maxTokens: number;
  readonly countTokens: CountTokens;
  /** Languages of the training data, as two-letter ISO 639-1 codes; `null` for many. */
  readonly languages: readonly string[] | null;
  /** Share of a text's letters, 0…1, in words that the model does not know. */
  readonly unknownShare: (text: string) => number;
  /** Calibration of its similarities; `null` when it was not measured. */
  readonly calibration: Calibration | null;
  /**
   * Embeds passages in one call of the model. Callers choose the batches; texts of similar length waste
   * least.
   *
   * @returns one L2-normalised embedding per text, in the same order
   * @throws DatelineError `internal` when the model returns another shape
   */
  embedPassages(texts: readonly string[]): Promise<readonly Embedding[]>;
  /** Embeds one query. Truncates texts longer than `maxTokens`, as the model's tokenizer does. */
  embedQuery(text: string): Promise<Embedding>;
  /** Frees the model's native memory. */
  close(): Promise<void>;
}
