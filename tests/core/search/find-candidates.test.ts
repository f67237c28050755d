import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { RowSet } from "@dateline-search/core/ports/row-set";
import type { RankerInput } from "@dateline-search/core/ports/search-index";
import type { Segment } from "@dateline-search/core/ports/segment";
import { findCandidates, searchGraph } from "@dateline-search/core/search/find-candidates";
import type { Embedding, Filter } from "@dateline-search/core/types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleArticle } from "../../fixtures/example-article.ts";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";
import { writeSegment } from "../../fixtures/write-segment.ts";

const DIMENSIONS = 32;
const PASSAGES = 3_000;
/** What each ranker contributes at most. */
const PER_RANKER = 200;
const FILTERS: readonly (readonly [string, Filter, number])[] = [
  ["no filter", {}, PASSAGES],
  ["a filter that allows 50 %", { from: "2025-02-01" }, PASSAGES / 2],
  ["a filter that allows 10 %", { from: "2025-03-01" }, PASSAGES / 10],
  ["a filter that allows 1 %", { from: "2025-04-01" }, PASSAGES / 100],
];

const embeddings = randomEmbeddings(PASSAGES, DIMENSIONS);
const queries = randomEmbeddings(40, DIMENSIONS, 7);
let folder: string;
let segment: Segment;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "find candidates "));
  await writeSegment(localSegmentFormat, folder, {
    articles: embeddings.map((embedding, row) =>
      exampleArticle({
        id: `${row}`,
        publishedAt: dateOf(row),
        source: (embedding[0] as number) > 0 ? "North" : "South",
        ...(row % 500 === 3 && { text: "A walrus came ashore." }),
      }),
    ),
    embeddings: embeddings.map((passage) => ({ passage, sentences: [] })),
    dimensions: DIMENSIONS,
  });
  segment = localSegmentFormat.open(folder, DIMENSIONS);
});
afterAll(async () => {
  segment.close();
  await rm(folder, { recursive: true });
});

describe.each(FILTERS)("with %s", (_name, filter, allowedCount) => {
  test("HNSW chooses at least 99 % of the ten that a scan finds nearest, and says that it chose", () => {
    const found = queries.map((embedding) => {
      const truth = new Set(nearest(scan({ embedding, filter }), 10));
      const chosen = chooseByGraph({ embedding, filter });
      expect(chosen.plan[0]).toBe(Object.keys(filter).length === 0 ? "hnsw" : "hnsw-filtered");
      return nearest(chosen, 10).filter((row) => truth.has(row)).length;
    });
    expect(found.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(0.99 * 10 * queries.length);
  });

  test("HNSW chooses only allowed passages, and the requested number of them", () => {
    const allowed = new Set(segment.passages.rowsMatching(filter)?.rows() ?? embeddings.keys());
    expect(allowed.size).toBe(allowedCount);
    for (const embedding of queries) {
      const rows = chooseByGraph({ embedding, filter }).candidates.map(({ row }) => row);
      expect(rows).toHaveLength(Math.min(PER_RANKER, allowedCount));
      expect(new Set(rows).size).toBe(rows.length);
      expect(rows.filter((row) => !allowed.has(row))).toEqual([]);
    }
  });
});

test("the graph is queried for more until enough are found, even if all allowed passages are far from the query", () => {
  const north = Float32Array.from({ length: DIMENSIONS }, (_, dimension) => (dimension === 0 ? 1 : 0));
  const input = { embedding: north, filter: { source: ["South"] } };
  const nearestOfAll = nearest(chooseByGraph({ embedding: north, filter: {} }), PER_RANKER);
  expect(nearestOfAll.filter((row) => (embeddings[row]?.[0] as number) <= 0)).toEqual([]);
  const found = nearest(chooseByGraph(input), PER_RANKER);
  const truth = new Set(nearest(scan(input), PER_RANKER));
  expect(found).toHaveLength(PER_RANKER);
  expect(found.filter((row) => truth.has(row)).length).toBeGreaterThanOrEqual(0.99 * PER_RANKER);
});

test("a filter that allows nothing gives no candidates", () => {
  expect(chooseByGraph({ filter: { source: ["East"] } })).toMatchObject({
    candidates: [],
    plan: ["exact-scan"],
  });
});

test("up to the limit, passages are scanned; the limit counts only allowed passages", () => {
  const exact = (filter: Filter, exactScanPassages?: number) =>
    findCandidates([segment], inputOf({ filter }), { exactScanPassages }).plan[0] === "exact-scan";
  expect(exact({})).toBe(true);
  expect(exact({}, PASSAGES)).toBe(true);
  expect(exact({}, PASSAGES - 1)).toBe(false);
  expect(exact({ from: "2025-04-01" }, PASSAGES / 100)).toBe(true);
  expect(exact({ from: "2025-04-01" }, PASSAGES / 100 - 1)).toBe(false);
});

test.each([
  ["scanned", PASSAGES],
  ["asked by HNSW", 0],
])(
  "passages with the query's words are candidates too if the segment is %s, each with both scores",
  (_, exactScanPassages) => {
    const embedding = queries[0] as Embedding;
    const input = inputOf({ embedding, terms: ["walrus"] });
    const { candidates } = findCandidates([segment], input, { exactScanPassages });
    const withWord = candidates.filter(({ bm25 }) => bm25 > 0);
    expect(withWord.map(({ row }) => row).toSorted((a, b) => a - b)).toEqual([
      3, 503, 1003, 1503, 2003, 2503,
    ]);
    expect(candidates.length).toBeGreaterThan(PER_RANKER);
    expect(candidates.length).toBeLessThanOrEqual(PER_RANKER + withWord.length);
    for (const { row, similarity } of candidates) {
      expect(similarity).toBeCloseTo(cosine(embedding, embeddings[row] as Embedding), 2);
    }
  },
);

/** Of 100 rows one is of April, nine of March, forty of February, fifty of January. */
function dateOf(row: number): string {
  if (row % 100 === 0) return "2025-04-01";
  if (row % 10 === 0) return "2025-03-01";
  return row % 2 === 0 ? "2025-02-01" : "2025-01-01";
}

function inputOf(given: Partial<RankerInput>): RankerInput {
  return { embedding: queries[0] as Embedding, terms: [], filter: {}, ...given };
}

function scan(given: Partial<RankerInput>) {
  return findCandidates([segment], inputOf(given), { exactScanPassages: PASSAGES });
}

function chooseByGraph(given: Partial<RankerInput>) {
  return findCandidates([segment], inputOf(given), { exactScanPassages: 0 });
}

function nearest({ candidates }: ReturnType<typeof findCandidates>, count: number): number[] {
  return candidates
    .toSorted((a, b) => b.similarity - a.similarity || a.row - b.row)
    .slice(0, count)
    .map(({ row }) => row);
}

function cosine(a: Embedding, b: Embedding): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}

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
