import type { Embedding } from "../types.ts";

/**
 * Keeps embeddings between runs, so that a text is embedded once. It holds nothing that could not be computed again:
 * an entry that is missing or damaged is a miss, never an error.
 */
export interface EmbeddingCache {
  /** @returns for each key its embedding, or `undefined` when it is not there */
  getMany(keys: readonly string[]): Promise<readonly (Embedding | undefined)[]>;
  /** Keys that are there already keep what they have. */
  putMany(entries: ReadonlyMap<string, Embedding>): Promise<void>;
  close(): void;
}
