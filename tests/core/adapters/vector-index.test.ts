import { randomBytes } from "node:crypto";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExactVectorIndex } from "@dateline-search/core/adapters/segment/exact-vector-index";
import { HnswVectorIndex } from "@dateline-search/core/adapters/segment/hnsw-vector-index";
import { HnswWriter } from "@dateline-search/core/adapters/segment/hnsw-writer";
import type { Embedding } from "@dateline-search/core/types";
import { expect, test } from "vitest";
import { describeVectorIndex } from "../../contracts/vector-index.ts";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

describeVectorIndex("HnswVectorIndex", async (embeddings, dimensions) => {
  return new HnswVectorIndex(await writeGraph(embeddings, dimensions), dimensions);
});

describeVectorIndex("ExactVectorIndex over an hnswlib file", async (embeddings, dimensions) => {
  const file = new HnswVectorIndex(await writeGraph(embeddings, dimensions), dimensions);
  return new ExactVectorIndex(file, (vectors) => file.readAll(vectors));
});

test("the exact index breaks ties by row", () => {
  const index = new ExactVectorIndex({ size: 3, dimensions: 2 }, (vectors) => {
    vectors.set([0, 1, 1, 0, 1, 0]);
  });
  expect(index.search(Float32Array.of(1, 0), 3).map(({ row }) => row)).toEqual([1, 2, 0]);
});

test("the same embeddings give the same bytes", async () => {
  const embeddings = randomEmbeddings(500, 16);
  const [first, second] = [await writeGraph(embeddings, 16), await writeGraph(embeddings, 16)];
  expect(readFileSync(first).equals(readFileSync(second))).toBe(true);
});

test("a truncated, foreign or missing file and other dimensions are refused", async () => {
  const whole = await writeGraph(randomEmbeddings(200, 16), 16);
  expect(() => new HnswVectorIndex(whole, 8)).toThrow(/not a whole hnswlib file of 8 dimensions/);
  truncateSync(whole, 5_000);
  expect(() => new HnswVectorIndex(whole, 16)).toThrow(/not a whole hnswlib file/);
  writeFileSync(whole, randomBytes(5_000));
  expect(() => new HnswVectorIndex(whole, 16)).toThrow(/not a whole hnswlib file/);
  expect(() => new HnswVectorIndex(`${whole}.gone`, 16)).toThrow(/Cannot open the embeddings/);
});

test("more or fewer embeddings than announced are refused", async () => {
  const [embedding] = randomEmbeddings(1, 16) as [Embedding];
  const writer = new HnswWriter(1, 16);
  await expect(writer.write(join(temporaryFolder(), "vectors.hnsw"))).rejects.toThrow(
    /0 embeddings for 1 passages/,
  );
  writer.add(embedding);
  expect(() => writer.add(embedding)).toThrow(/all 1 passages have one/);
});

async function writeGraph(embeddings: readonly Embedding[], dimensions: number): Promise<string> {
  const path = join(temporaryFolder(), "vectors.hnsw");
  const writer = new HnswWriter(embeddings.length, dimensions);
  for (const embedding of embeddings) writer.add(embedding);
  await writer.write(path);
  return path;
}
