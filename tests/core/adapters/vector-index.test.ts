import { randomBytes } from "node:crypto";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CodedVectorIndex } from "@dateline-search/core/adapters/segment/coded-vector-index";
import { ExactVectorIndex } from "@dateline-search/core/adapters/segment/exact-vector-index";
import { HnswVectorIndex } from "@dateline-search/core/adapters/segment/hnsw-vector-index";
import { HnswWriter, type WrittenGraph } from "@dateline-search/core/adapters/segment/hnsw-writer";
import { RowNodes } from "@dateline-search/core/adapters/segment/row-nodes";
import { RowSet } from "@dateline-search/core/ports/row-set";
import type { ScanIndex } from "@dateline-search/core/ports/scan-index";
import type { Neighbor } from "@dateline-search/core/ports/vector-index";
import type { Embedding } from "@dateline-search/core/types";
import { describe, expect, test } from "vitest";
import { describeVectorIndex } from "../../contracts/vector-index.ts";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

describeVectorIndex("HnswVectorIndex", async (embeddings, dimensions) => {
  return openGraph(embeddings, dimensions);
});

describeVectorIndex("ExactVectorIndex over an hnswlib file", async (embeddings, dimensions) => {
  const file = await openGraph(embeddings, dimensions);
  return new ExactVectorIndex(file, (vectors) => file.readAll(vectors));
});

describeVectorIndex("CodedVectorIndex", async (embeddings, dimensions) => {
  return new CodedVectorIndex(await openGraph(embeddings, dimensions));
});

describe.each(["all rows different", "rows that share embeddings"])("of %s", (kind) => {
  const different = randomEmbeddings(3_000, 64);
  const embeddings =
    kind === "all rows different" ? different : different.map((_, row) => different[row >> 1] as Embedding);
  const queries = randomEmbeddings(20, 64, 7);
  const open = async (): Promise<{ readonly coded: ScanIndex; readonly exact: ScanIndex }> => {
    const vectors = await openGraph(embeddings, 64);
    const exact = new ExactVectorIndex(vectors, (all) => vectors.readAll(all));
    return { coded: new CodedVectorIndex(vectors), exact };
  };

  test("codes answer as a scan of the embeddings does", async () => {
    const { coded, exact } = await open();
    for (const query of queries) expect(coded.search(query, 200)).toEqual(nearly(exact.search(query, 200)));
  });

  test.each<[string, (row: number) => boolean]>([
    ["few rows", (row) => row % 97 === 5],
    ["a range", (row) => row > 1_200 && row < 1_500],
    ["most rows", (row) => row % 10 !== 0],
    ["no row", () => false],
  ])("codes answer as a scan does among %s", async (_what, isAllowed) => {
    const { coded, exact } = await open();
    const allowed = RowSet.of(embeddings.length, [...embeddings.keys()].filter(isAllowed));
    for (const query of queries) {
      const found = coded.searchAmong(query, 20, allowed);
      expect(found).toEqual(nearly(exact.searchAmong(query, 20, allowed)));
      expect(found.every(({ row }) => isAllowed(row))).toBe(true);
    }
  });
});

/** The two add in another order, so that the last digits of a similarity differ. */
function nearly(neighbors: readonly Neighbor[]): unknown {
  return neighbors.map(({ row, similarity }) => ({ row, similarity: expect.closeTo(similarity, 5) }));
}

test("the exact index breaks ties by row", () => {
  const index = new ExactVectorIndex({ nodes: RowNodes.distinct(3), dimensions: 2 }, (vectors) => {
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

test("a file of other nodes than the rows have is refused", async () => {
  const { path } = await writeNodes(randomEmbeddings(200, 16), 16);
  expect(() => new HnswVectorIndex(path, 16, RowNodes.distinct(201))).toThrow(
    /201 passages have 201 different ones, the file has 200/,
  );
});

test("a paywall's notice in half of the passages hides nothing of the others", async () => {
  const others = randomEmbeddings(1_500, 32);
  const [notice] = randomEmbeddings(1, 32, 3) as [Embedding];
  const index = await openGraph(
    others.flatMap((embedding) => [embedding, notice]),
    32,
  );
  const exact = new ExactVectorIndex(index, (vectors) => index.readAll(vectors));
  for (const query of randomEmbeddings(50, 32, 7)) {
    expect(rowsOf(index.search(query, 10))).toEqual(rowsOf(exact.search(query, 10)));
  }
});

test("twenty passages that differ from thousands of equal ones are found", async () => {
  const others = randomEmbeddings(20, 32);
  const [notice] = randomEmbeddings(1, 32, 3) as [Embedding];
  const index = await openGraph([...new Array<Embedding>(3_000).fill(notice), ...others], 32);
  others.forEach((other, position) => {
    expect(index.search(other, 1).map(({ row }) => row)).toEqual([3_000 + position]);
  });
});

function rowsOf(neighbors: readonly Neighbor[]): readonly number[] {
  return neighbors.map(({ row }) => row);
}

async function openGraph(embeddings: readonly Embedding[], dimensions: number): Promise<HnswVectorIndex> {
  const { path, nodes } = await writeNodes(embeddings, dimensions);
  return new HnswVectorIndex(path, dimensions, nodes);
}

async function writeGraph(embeddings: readonly Embedding[], dimensions: number): Promise<string> {
  return (await writeNodes(embeddings, dimensions)).path;
}

async function writeNodes(
  embeddings: readonly Embedding[],
  dimensions: number,
): Promise<WrittenGraph & { readonly path: string }> {
  const path = join(temporaryFolder(), "vectors.hnsw");
  const writer = new HnswWriter(embeddings.length, dimensions);
  for (const embedding of embeddings) writer.add(embedding);
  return { path, ...(await writer.write(path)) };
}
