import { join } from "node:path";
import {
  CodeMatrix,
  LinkedVectors,
  ScannedVectors,
} from "@dateline-search/core/adapters/segment/coded-vectors";
import { decodeEmbeddings, encodeEmbeddings } from "@dateline-search/core/adapters/segment/embedding-codec";
import { GraphWriter } from "@dateline-search/core/adapters/segment/graph-writer";
import { LinkGraph } from "@dateline-search/core/adapters/segment/link-graph";
import type { RowNodes } from "@dateline-search/core/adapters/segment/row-nodes";
import { RowSet } from "@dateline-search/core/ports/row-set";
import type { Neighbor } from "@dateline-search/core/ports/vector-index";
import type { Embedding } from "@dateline-search/core/types";
import { describe, expect, test } from "vitest";
import { describeVectorIndex } from "../../contracts/vector-index.ts";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

describeVectorIndex("LinkedVectors", async (embeddings, dimensions) => {
  return (await writeVectors(embeddings, dimensions)).linked;
});

describeVectorIndex("ScannedVectors", async (embeddings, dimensions) => {
  return (await writeVectors(embeddings, dimensions)).scanned;
});

describe.each(["all rows different", "rows that share embeddings"])("of %s", (kind) => {
  const different = randomEmbeddings(3_000, 64);
  const embeddings =
    kind === "all rows different" ? different : different.map((_, row) => different[row >> 1] as Embedding);
  const queries = randomEmbeddings(20, 64, 7);

  test.each<[string, (row: number) => boolean]>([
    ["few rows", (row) => row % 97 === 5],
    ["a range", (row) => row > 1_200 && row < 1_500],
    ["most rows", (row) => row % 10 !== 0],
    ["no row", () => false],
  ])("a scan among %s agrees with a scan of all", async (_what, isAllowed) => {
    const { scanned } = await writeVectors(embeddings, 64);
    const allowed = RowSet.of(embeddings.length, [...embeddings.keys()].filter(isAllowed));
    for (const query of queries) {
      const all = scanned.search(query, embeddings.length).filter(({ row }) => isAllowed(row));
      expect(scanned.searchAmong(query, 20, allowed)).toEqual(all.slice(0, 20));
    }
  });
});

test("the links of hnswlib's graph find what hnswlib finds", async () => {
  const { linked, writer } = await writeVectors(randomEmbeddings(2_000, 32), 32);
  for (const query of randomEmbeddings(50, 32, 7)) {
    // Both keep the 200 nearest while they look.
    const theirs = writer.nearest(query, 200).slice(0, 100);
    expect(linked.search(query, 100)).toEqual(
      theirs.map(({ row, similarity }) => ({ row, similarity: expect.closeTo(similarity, 5) })),
    );
  }
});

test("equal embeddings yield equal bytes, and bytes restore the graph", async () => {
  const embeddings = randomEmbeddings(500, 16);
  const [first, second] = [await writeVectors(embeddings, 16), await writeVectors(embeddings, 16)];
  const bytes = first.graph.encode();
  expect(bytes).toEqual(second.graph.encode());
  expect(LinkGraph.decode(bytes, 500).encode()).toEqual(bytes);
});

test("a truncated, extended or foreign graph is rejected", async () => {
  const bytes = (await writeVectors(randomEmbeddings(200, 16), 16)).graph.encode();
  const corrupt = expect.objectContaining({ code: "index-corrupt" });
  expect(() => LinkGraph.decode(bytes.subarray(0, -1), 200)).toThrow(corrupt);
  expect(() => LinkGraph.decode(Uint8Array.of(...bytes, 0), 200)).toThrow(corrupt);
  expect(() => LinkGraph.decode(bytes, 199)).toThrow(corrupt);
  // Two nodes, the first of which links to a third.
  expect(() => LinkGraph.decode(Uint8Array.of(2, 0, 1, 1, 2, 0), 2)).toThrow(/links to node 2 of 2/);
});

test("more or fewer embeddings than announced are rejected", async () => {
  const [embedding] = randomEmbeddings(1, 16) as [Embedding];
  const writer = new GraphWriter(1, 16);
  const finish = writer.finish(() => new CodeMatrix(1, 16), join(temporaryFolder(), "graph.tmp"));
  await expect(finish).rejects.toThrow(/0 embeddings for 1 passages/);
  writer.add(embedding);
  expect(() => writer.add(embedding)).toThrow(/all 1 passages have one/);
});

test("a paywall notice in half of the passages hides none of the others", async () => {
  const others = randomEmbeddings(1_500, 32);
  const [notice] = randomEmbeddings(1, 32, 3) as [Embedding];
  const { linked, scanned } = await writeVectors(
    others.flatMap((embedding) => [embedding, notice]),
    32,
  );
  for (const query of randomEmbeddings(50, 32, 7)) {
    expect(rowsOf(linked.search(query, 10))).toEqual(rowsOf(scanned.search(query, 10)));
  }
});

test("twenty passages that differ from thousands of equal ones are found", async () => {
  const others = randomEmbeddings(20, 32);
  const [notice] = randomEmbeddings(1, 32, 3) as [Embedding];
  const { linked } = await writeVectors([...new Array<Embedding>(3_000).fill(notice), ...others], 32);
  others.forEach((other, position) => {
    expect(linked.search(other, 1).map(({ row }) => row)).toEqual([3_000 + position]);
  });
});

function rowsOf(neighbors: readonly Neighbor[]): readonly number[] {
  return neighbors.map(({ row }) => row);
}

/** As it is after it has been packed. */
function asStored(embedding: Embedding): Embedding {
  const { scale, codes } = packed(embedding);
  return Float32Array.from(codes, (code) => code * scale);
}

function packed(passage: Embedding): { readonly scale: number; readonly codes: Int8Array } {
  return decodeEmbeddings(encodeEmbeddings({ passage, sentences: [] }), passage.length);
}

async function writeVectors(embeddings: readonly Embedding[], dimensions: number) {
  const writer = new GraphWriter(embeddings.length, dimensions);
  const stored = embeddings.map(asStored);
  for (const embedding of stored) writer.add(embedding);
  const matrixOf = (nodes: RowNodes): CodeMatrix => {
    const matrix = new CodeMatrix(nodes.nodeCount, dimensions);
    stored.forEach((_, row) => {
      matrix.set(nodes.nodeOf(row), packed(embeddings[row] as Embedding));
    });
    return matrix;
  };
  const { graph, nodes } = await writer.finish(matrixOf, join(temporaryFolder(), "graph.tmp"));
  const matrix = matrixOf(nodes);
  const coded = { dimensions, nodes, matrix: () => matrix };
  return { writer, graph, linked: new LinkedVectors(coded, () => graph), scanned: new ScannedVectors(coded) };
}
