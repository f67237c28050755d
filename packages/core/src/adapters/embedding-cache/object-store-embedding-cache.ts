import { sha256Of } from "../../files/hash-file.ts";
import type { EmbeddingCache } from "../../ports/embedding-cache.ts";
import type { ObjectStore } from "../../ports/object-store.ts";
import type { Embedding } from "../../types.ts";

/** Concurrent requests. Those for small objects mostly wait. */
const MAX_REQUESTS = 32;
const FLOAT_BYTES = 4;

/**
 * An embedding cache in a bucket, for builds on short-lived machines. Each embedding is one object of
 * little-endian floats. Keys begin with two digits of their hash, because S3 scales by prefix.
 */
export class ObjectStoreEmbeddingCache implements EmbeddingCache {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  async getMany(keys: readonly string[]): Promise<readonly (Embedding | undefined)[]> {
    return await inGroups(keys, async (key) => {
      const found = await this.#store.get(objectKey(key));
      return found && toFloats(found.bytes);
    });
  }

  async putMany(entries: ReadonlyMap<string, Embedding>): Promise<void> {
    await inGroups([...entries], async ([key, { buffer, byteOffset, byteLength }]) => {
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      await this.#store.putNew(objectKey(key), bytes, { sha256: sha256Of(bytes) });
    });
  }

  /** Deletes entries, and ignores missing ones. */
  async deleteMany(keys: readonly string[]): Promise<void> {
    await this.#store.delete(keys.map(objectKey));
  }

  close(): void {}
}

function objectKey(key: string): string {
  return `embeddings/${key.slice(0, 2)}/${key.slice(2)}`;
}

async function inGroups<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = [];
  for (let start = 0; start < items.length; start += MAX_REQUESTS) {
    results.push(...(await Promise.all(items.slice(start, start + MAX_REQUESTS).map(work))));
  }
  return results;
}

/** Copies the bytes, which may not be aligned to four. */
function toFloats(bytes: Uint8Array): Embedding | undefined {
  return bytes.length % FLOAT_BYTES === 0 ? new Float32Array(bytes.slice().buffer) : undefined;
}

/**
 * Keeps embeddings next to the index until their work is done. One article can take longer than a function may
 * run, so each attempt resumes where the previous one stopped.
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

  /** Deletes all requested embeddings. Call this once the work is done. */
  async forget(): Promise<void> {
    await this.#cache.deleteMany([...this.#keys]);
    this.#keys.clear();
  }

  close(): void {
    this.#cache.close();
  }
}
