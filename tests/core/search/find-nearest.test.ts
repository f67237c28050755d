import { RowSet } from "@dateline-search/core/ports/row-set";
import type { Segment } from "@dateline-search/core/ports/segment";
import { searchGraph } from "@dateline-search/core/search/find-nearest";
import type { Embedding } from "@dateline-search/core/types";
import { expect, test } from "vitest";

const SIZE = 1_000;
const EMBEDDING: Embedding = Float32Array.of(1);

test("the graph is queried once for as many more as the filter removes", () => {
  const { segment, asked } = fakeSegment();
  const allowed = RowSet.of(SIZE, range(0, 500));
  expect(rowsOf(searchGraph(segment, { embedding: EMBEDDING, allowed, limit: 10 }))).toEqual(range(0, 10));
  expect(asked).toEqual(["graph 20"]);
});

test("a filter whose passages are a little farther away costs one more query of the graph", () => {
  const { segment, asked } = fakeSegment();
  const allowed = RowSet.of(SIZE, range(25, 525));
  expect(rowsOf(searchGraph(segment, { embedding: EMBEDDING, allowed, limit: 10 }))).toEqual(range(25, 35));
  expect(asked).toEqual(["graph 20", "graph 40"]);
});

test("a filter whose passages are the farthest costs two queries of the graph and a scan, however many there are", () => {
  const { segment, asked } = fakeSegment();
  const allowed = RowSet.of(SIZE, range(500, SIZE));
  expect(rowsOf(searchGraph(segment, { embedding: EMBEDDING, allowed, limit: 10 }))).toEqual(range(500, 510));
  expect(asked).toEqual(["graph 20", "graph 40", "scan 10"]);
});

test("a filter that allows nothing finds nothing", () => {
  const { segment } = fakeSegment();
  const query = { embedding: EMBEDDING, allowed: RowSet.of(SIZE, []), limit: 10 };
  expect(searchGraph(segment, query)).toEqual([]);
});

/** A fake whose rows are the nearer the smaller their number is, and which keeps what it was asked. */
function fakeSegment(): { readonly segment: Segment; readonly asked: string[] } {
  const asked: string[] = [];
  const neighbors = (rows: Iterable<number>, k: number) =>
    [...rows].slice(0, k).map((row) => ({ row, similarity: 1 - row / SIZE }));
  const vectors = { size: SIZE, dimensions: 1, similarities: () => new Float32Array(0) };
  const segment = {
    passages: { passageCount: SIZE },
    approximate: {
      ...vectors,
      exact: false,
      search: (_: Embedding, k: number) => {
        asked.push(`graph ${k}`);
        return neighbors(range(0, SIZE), k);
      },
    },
    exact: {
      ...vectors,
      exact: true,
      search: () => [],
      searchAmong: (_: Embedding, k: number, allowed: RowSet) => {
        asked.push(`scan ${k}`);
        return neighbors(allowed.rows(), k);
      },
    },
  } as unknown as Segment;
  return { segment, asked };
}

function rowsOf(neighbors: readonly { readonly row: number }[]): readonly number[] {
  return neighbors.map(({ row }) => row);
}

function range(first: number, end: number): readonly number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}
