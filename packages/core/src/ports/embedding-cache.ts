import type { Embedding } from "../types.ts";

/**
 * Keeps embeddings between runs, so that each text is embedded once. Everything in it can be recomputed: a
 * missing or damaged entry is a miss, never an error.
 */
export interface EmbeddingCache {
  /** @returns the embedding of each key, or `undefined` when it is missing */
  getMany(keys: readonly string[]): Promise<readonly (Embedding | undefined)[]>;
  /** Existing keys keep their values. */
  putMany(entries: ReadonlyMap<string, Embedding>): Promise<void>;
  close(): void;
}
