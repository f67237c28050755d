import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SqliteEmbeddingCache } from "@dateline/core/adapters/embedding-cache/sqlite-embedding-cache";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const [KEY, OTHER] = ["a1".repeat(32), "0f".repeat(32)] as const;
const EMBEDDING = Float32Array.of(0.6, -0.8, 0);

test("gives back what was put in, in the order asked for, also to the next process", async () => {
  const file = join(temporaryFolder(), "new folder", "embeddings.sqlite");
  const cache = new SqliteEmbeddingCache(file);
  await cache.putMany(new Map([[KEY, EMBEDDING]]));
  expect(await cache.getMany([OTHER, KEY, KEY])).toEqual([undefined, EMBEDDING, EMBEDDING]);
  cache.close();
  const next = new SqliteEmbeddingCache(file);
  expect(await next.getMany([KEY])).toEqual([EMBEDDING]);
  next.close();
});

test("several may be open on one file, and the first to put a key wins", async () => {
  const file = join(temporaryFolder(), "embeddings.sqlite");
  const [one, two] = [new SqliteEmbeddingCache(file), new SqliteEmbeddingCache(file)];
  await one.putMany(new Map([[KEY, EMBEDDING]]));
  await two.putMany(new Map([[KEY, Float32Array.of(1)]]));
  await two.putMany(new Map([[OTHER, Float32Array.of(1)]]));
  expect(await one.getMany([KEY, OTHER])).toEqual([EMBEDDING, Float32Array.of(1)]);
  one.close();
  two.close();
});

test("a file that is something else is refused, and left as it was", () => {
  const file = join(temporaryFolder(), "notes.txt");
  writeFileSync(file, "not a database ".repeat(1_000));
  expect(() => new SqliteEmbeddingCache(file)).toThrow(
    expect.objectContaining({ code: "invalid-input", message: expect.stringContaining(file) }),
  );
});
