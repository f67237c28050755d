import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SqliteEmbeddingCache } from "@dateline-search/core/adapters/embedding-cache/sqlite-embedding-cache";
import { expect, test } from "vitest";
import { describeEmbeddingCache } from "../../contracts/embedding-cache.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

describeEmbeddingCache("SqliteEmbeddingCache", async () => {
  const file = join(temporaryFolder(), "new folder", "embeddings.sqlite");
  return () => new SqliteEmbeddingCache(file);
});

test("a foreign file is rejected and left unchanged", () => {
  const file = join(temporaryFolder(), "notes.txt");
  writeFileSync(file, "not a database ".repeat(1_000));
  expect(() => new SqliteEmbeddingCache(file)).toThrow(
    expect.objectContaining({ code: "invalid-input", message: expect.stringContaining(file) }),
  );
});
