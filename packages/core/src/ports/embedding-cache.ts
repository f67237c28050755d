import type { Embedding } from "../types.ts";

/**
 * Keeps embeddings between runs, so that each text is embedded once. A missing or damaged entry is a miss, never
 * an error, because it can be recomputed.
 */
export interface EmbeddingCache {
  /** @returns the embedding of each key, or `undefined` if it is missing */
  getMany(keys: readonly string[]): Promise<readonly (Embedding | undefined)[]>;
  /** Adds entries. Existing keys keep their values. */
  putMany(entries: ReadonlyMap<string, Embedding>): Promise<void>;
  close(): void;
}
