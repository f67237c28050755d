import type { Calibration, Embedding } from "../types.ts";

/** Counts model tokens of a text, without the special tokens that frame a whole input. */
export type CountTokens = (text: string) => number;

/**
 * Turns texts into embeddings with one model. Whoever implements it adds the model's own query and passage
 * prefixes; callers never do.
 */
export interface Embedder {
  /** Registry name of the model, such as `all-MiniLM-L6-v2`. */
  readonly modelName: string;
  /** sha256 (hex) over weights and tokenizer: two embedders may share an index only when it is equal. */
  readonly fingerprint: string;
  /** Length of every embedding. */
  readonly dimensions: number;
  /** Longest input in tokens that the model was trained for, special tokens and passage prefix not counted. */
  readonly maxTokens: number;
  readonly countTokens: CountTokens;
  /** The languages that the model was trained on, as two-letter codes of ISO 639-1; `null` for many. */
  readonly languages: readonly string[] | null;
  /** Share of a text's letters, 0…1, that stand in words of which the model can make nothing. */
  readonly unknownShare: (text: string) => number;
  /** What its similarities are worth; `null` when nobody has measured that. */
  readonly calibration: Calibration | null;
  /**
   * Embeds passages in one call of the model; the caller chooses batches (texts of like length waste least).
   *
   * @returns one L2-normalised embedding for each text, in the same order
   * @throws DatelineError `internal` when the model returns something of another shape
   */
  embedPassages(texts: readonly string[]): Promise<readonly Embedding[]>;
  /** Embeds one query. Longer texts than `maxTokens` are cut, as the model's tokenizer does. */
  embedQuery(text: string): Promise<Embedding>;
  /** Frees the model's native memory. */
  close(): Promise<void>;
}
