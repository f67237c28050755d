import { createHash } from "node:crypto";
import type { Calibration, Embedding, Span } from "../types.ts";

/** Counts the tokens of a text, without the special tokens that frame an input. */
export type CountTokens = (text: string) => number;

/** A text, and its parts to embed. */
export interface TextWithParts {
  readonly text: string;
  /** Offsets into `text`. */
  readonly parts: readonly Span[];
}

/** The embeddings of a text and of its parts, in order. */
export interface EmbeddedParts {
  readonly whole: Embedding;
  readonly parts: readonly Embedding[];
}

/**
 * Embeds texts with one model. Implementations add the model's own query and passage prefixes; callers never
 * do.
 */
export interface Embedder {
  /** Registry name of the model, such as `all-MiniLM-L6-v2`. */
  readonly modelName: string;
  /** sha256 (hex) over weights and tokenizer. Embedders may share an index only if it is equal. */
  readonly fingerprint: string;
  /** Length of every embedding. */
  readonly dimensions: number;
  /** Maximum input that the model was trained for, in tokens, without special tokens and passage prefix. */
  readonly maxTokens: number;
  readonly countTokens: CountTokens;
  /** Languages of the training data, as two-letter ISO 639-1 codes; `null` for many. */
  readonly languages: readonly string[] | null;
  /** Share of a text's letters, 0…1, that are in words unknown to the model. */
  readonly unknownShare: (text: string) => number;
  /** Calibration of its similarities; `null` if it was not measured. */
  readonly calibration: Calibration | null;
  /**
   * Embeds passages in one call of the model. The caller chooses the batches. Texts of similar length waste
   * least.
   *
   * @returns one L2-normalised embedding per text, in the same order
   * @throws DatelineError `internal` when the model returns another shape
   */
  embedPassages(texts: readonly string[]): Promise<readonly Embedding[]>;
  /**
   * True if queries can be compared with the result of `embedWithParts`. False for a model that embeds a text
   * as a single token.
   */
  readonly poolsParts: boolean;
  /**
   * Embeds passages, and pools parts of each from the same pass of the model. The embedding of a part depends on
   * the text around it, so it differs from that of the part alone. The whole has the same embedding as from
   * `embedPassages`, and so does a part that spans the whole text.
   *
   * @throws DatelineError `internal` when the model returns another shape
   */
  embedWithParts(texts: readonly TextWithParts[]): Promise<readonly EmbeddedParts[]>;
  /** Embeds one query. Truncates texts longer than `maxTokens`, as the model's tokenizer does. */
  embedQuery(text: string): Promise<Embedding>;
  /** Frees the model's native memory. */
  close(): Promise<void>;
}

/** Above this share of unknown letters, an embedding reflects only punctuation and numbers. */
const MOST_UNKNOWN = 0.5;

/** True if the embedding of a text is meaningful, because the model knows at least half of its letters. */
export function readsText(embedder: Pick<Embedder, "unknownShare">, text: string): boolean {
  return embedder.unknownShare(text) <= MOST_UNKNOWN;
}

/**
 * How windows of sentences are embedded: each `alone`, or `pooled` from its tokens in the model's pass over the
 * whole passage. Both embed passages and queries equally.
 */
export type WindowMethod = "alone" | "pooled";

/** Part of the fingerprint. Change this if other tokens are pooled. */
const POOLED = "windows pooled with the first and last token, 1";

/**
 * @param model fingerprint of the embedder
 * @returns fingerprint (sha256, hex) of an index of this model and method
 */
export function indexFingerprint(model: string, windows: WindowMethod): string {
  if (windows === "alone") return model;
  return createHash("sha256").update(`${POOLED}\0${model}`).digest("hex");
}

interface Fingerprinted {
  readonly fingerprint: string;
}

/**
 * @param index its manifest
 * @returns `undefined` if the index was embedded with another model
 */
export function windowMethodOf(
  { model }: { readonly model: Fingerprinted },
  embedder: Fingerprinted,
): WindowMethod | undefined {
  const methods = ["alone", "pooled"] as const;
  return methods.find((it) => indexFingerprint(embedder.fingerprint, it) === model.fingerprint);
}
