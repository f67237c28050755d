import type { EmbeddingCache } from "@dateline-search/core/ports/embedding-cache";
import { describe, expect, test } from "vitest";

const [KEY, OTHER] = ["a1".repeat(32), "0f".repeat(32)] as const;
const EMBEDDING = Float32Array.of(0.6, -0.8, 0);

/**
 * What every embedding cache promises.
 *
 * @param make gives a function that opens one and the same cache again and again
 */
export function describeEmbeddingCache(name: string, make: () => Promise<() => EmbeddingCache>): void {
  describe(`${name}, as an embedding cache`, () => {
    test("returns the stored entries in the requested order, also to the next process", async () => {
      const open = await make();
      const cache = open();
      await cache.putMany(new Map([[KEY, EMBEDDING]]));
      expect(await cache.getMany([OTHER, KEY, KEY])).toEqual([undefined, EMBEDDING, EMBEDDING]);
      cache.close();
      const next = open();
      expect(await next.getMany([KEY])).toEqual([EMBEDDING]);
      next.close();
    });

    test("several instances may be open at once, and the first to store a key wins", async () => {
      const open = await make();
      const [one, two] = [open(), open()];
      await one.putMany(new Map([[KEY, EMBEDDING]]));
      await two.putMany(new Map([[KEY, Float32Array.of(1)]]));
      await two.putMany(new Map([[OTHER, Float32Array.of(1)]]));
      expect(await one.getMany([KEY, OTHER])).toEqual([EMBEDDING, Float32Array.of(1)]);
      one.close();
      two.close();
    });

    test("accepts more entries at once than a store accepts requests", async () => {
      const cache = (await make())();
      const keys = Array.from({ length: 100 }, (_, index) => index.toString(16).padStart(64, "0"));
      await cache.putMany(new Map(keys.map((key, index) => [key, Float32Array.of(index)])));
      expect(await cache.getMany(keys)).toEqual(keys.map((_, index) => Float32Array.of(index)));
      expect(await cache.getMany([])).toEqual([]);
      cache.close();
    });
  });
}
