import { ObjectStoreEmbeddingCache } from "@dateline-search/core/adapters/embedding-cache/object-store-embedding-cache";
import { expect, test } from "vitest";
import { describeEmbeddingCache } from "../../contracts/embedding-cache.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";

describeEmbeddingCache("ObjectStoreEmbeddingCache", async () => {
  const store = new MemoryObjectStore();
  return () => new ObjectStoreEmbeddingCache(store);
});

test("a truncated object is a miss", async () => {
  const store = new MemoryObjectStore();
  const key = "ab".repeat(32);
  await store.putIfMatch(`embeddings/ab/${key.slice(2)}`, Buffer.from("cut"), null);
  expect(await new ObjectStoreEmbeddingCache(store).getMany([key])).toEqual([undefined]);
});
