import type { ObjectStoreEmbeddingCache } from "@dateline-search/core/adapters/embedding-cache/object-store-embedding-cache";
import type { EmbeddingCache } from "@dateline-search/core/ports/embedding-cache";
import type { Embedding } from "@dateline-search/core/types";

/**
 * Keeps embeddings beside the index until their work is done. A single article can take longer than a
 * function may run, so each attempt resumes where the previous one stopped.
 */
export class KeptEmbeddings implements EmbeddingCache {
  readonly #cache: ObjectStoreEmbeddingCache;
  readonly #keys = new Set<string>();

  constructor(cache: ObjectStoreEmbeddingCache) {
    this.#cache = cache;
  }

  async getMany(keys: readonly string[]): Promise<readonly (Embedding | undefined)[]> {
    for (const key of keys) this.#keys.add(key);
    return await this.#cache.getMany(keys);
  }

  async putMany(entries: ReadonlyMap<string, Embedding>): Promise<void> {
    await this.#cache.putMany(entries);
  }

  /** Deletes all requested embeddings once the work is done. */
  async forget(): Promise<void> {
    await this.#cache.deleteMany([...this.#keys]);
    this.#keys.clear();
  }

  close(): void {
    this.#cache.close();
  }
}
