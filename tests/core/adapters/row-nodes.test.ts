import { RowNodes } from "@dateline-search/core/adapters/segment/row-nodes";
import { RowNodesBuilder } from "@dateline-search/core/adapters/segment/row-nodes-builder";
import { expect, test } from "vitest";

test("rows with equal embeddings share a node, and nodes are numbered by their first rows", () => {
  const { nodes } = built([
    [1, 0],
    [0, 1],
    [1, 0],
    [0.5, 0.5],
    [0, 1],
  ]);
  expect([nodes.rowCount, nodes.nodeCount]).toEqual([5, 3]);
  expect(nodes.nodesOf([4, 3, 2, 1, 0])).toEqual([1, 2, 0, 1, 0]);
});

test("rows that all differ need no list", () => {
  const { nodes } = built([
    [1, 0],
    [0, 1],
    [0.5, 0.5],
  ]);
  expect([nodes.nodeCount, nodes.nodeOfRow]).toEqual([3, null]);
  expect(nodes.nodesOf([2, 0])).toEqual([2, 0]);
});

test("nodes are converted to their rows, nearest first, ties in row order, up to the limit", () => {
  const nodes = RowNodes.of(Uint32Array.of(0, 1, 0, 2, 1));
  const found = [
    { row: 2, similarity: 0.5 },
    { row: 1, similarity: 0.9 },
    { row: 0, similarity: 0.5 },
  ];
  expect(nodes.rowsOf(found, 9).map(({ row }) => row)).toEqual([1, 4, 0, 2, 3]);
  expect(nodes.rowsOf(found, 3).map(({ row }) => row)).toEqual([1, 4, 0]);
});

test("a list that skips a node or names an unknown row is rejected", () => {
  expect(() => RowNodes.of(Uint32Array.of(0, 2))).toThrow(/row 1 has node 2, and there are 1 before it/);
  expect(() => RowNodes.of(Uint32Array.of(0, 0)).nodeOf(2)).toThrow(/Cannot read vector 2/);
  expect(() => RowNodes.distinct(2).nodeOf(2)).toThrow(/Cannot read vector 2/);
});

function built(embeddings: readonly (readonly number[])[]): RowNodesBuilder {
  const ofNodes: Float32Array[] = [];
  const builder = new RowNodesBuilder((node) => ofNodes[node] as Float32Array);
  for (const values of embeddings) {
    const embedding = Float32Array.from(values);
    if (builder.add(embedding)) ofNodes.push(embedding);
  }
  return builder;
}
