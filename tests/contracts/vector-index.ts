import { DatelineError } from "@dateline-search/core/errors";
import type { VectorIndex } from "@dateline-search/core/ports/vector-index";
import type { Embedding } from "@dateline-search/core/types";
import { describe, expect, test } from "vitest";
import { randomEmbeddings } from "../fixtures/random-embeddings.ts";

const DIMENSIONS = 32;
const SIZE = 2_000;

/** What every vector index promises. `make` builds one that holds the embeddings in their order. */
export function describeVectorIndex(
  name: string,
  make: (embeddings: readonly Embedding[], dimensions: number) => Promise<VectorIndex>,
): void {
  describe(`${name} as a VectorIndex`, () => {
    const embeddings = randomEmbeddings(SIZE, DIMENSIONS);
    const queries = randomEmbeddings(50, DIMENSIONS, 7);

    test("states its size and dimensions", async () => {
      const index = await make(embeddings, DIMENSIONS);
      expect([index.size, index.dimensions]).toEqual([SIZE, DIMENSIONS]);
    });

    test("finds a stored embedding, with similarity close to 1", async () => {
      const index = await make(embeddings, DIMENSIONS);
      for (const row of [0, 1, 999, SIZE - 1]) {
        const [nearest] = index.search(embeddings[row] as Embedding, 1);
        expect(nearest?.row).toBe(row);
        expect(nearest?.similarity).toBeCloseTo(1, 2);
      }
    });

    test("finds at least 97 % of the true ten nearest", async () => {
      const index = await make(embeddings, DIMENSIONS);
      const found = queries.map((query) => {
        const truth = nearestByBruteForce(embeddings, query, 10);
        return index.search(query, 10).filter(({ row }) => truth.has(row)).length;
      });
      expect(found.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(0.97 * 10 * queries.length);
    });

    test("returns the nearest first, with the cosine similarity of each", async () => {
      const index = await make(embeddings, DIMENSIONS);
      const query = queries[0] as Embedding;
      const neighbors = index.search(query, 20);
      expect(neighbors).toHaveLength(20);
      for (const [rank, { row, similarity }] of neighbors.entries()) {
        expect(similarity).toBeCloseTo(cosine(query, embeddings[row] as Embedding), 2);
        if (rank > 0) expect(similarity).toBeLessThanOrEqual(neighbors[rank - 1]?.similarity as number);
      }
    });

    test("returns the similarities of given rows in order", async () => {
      const index = await make(embeddings, DIMENSIONS);
      const query = queries[1] as Embedding;
      const rows = [17, 3, 1_999, 3];
      const similarities = index.similarities(query, rows);
      rows.forEach((row, position) => {
        expect(similarities[position]).toBeCloseTo(cosine(query, embeddings[row] as Embedding), 2);
      });
    });

    test("returns every row of a shared embedding, ties in row order", async () => {
      const [shared, alone] = embeddings as [Embedding, Embedding];
      const index = await make([shared, alone, shared, alone, shared], DIMENSIONS);
      expect([index.size, index.dimensions]).toEqual([5, DIMENSIONS]);
      expect(index.search(shared, 5).map(({ row }) => row)).toEqual([0, 2, 4, 1, 3]);
      expect(index.search(alone, 3).map(({ row }) => row)).toEqual([1, 3, 0]);
      index.similarities(shared, [4, 2, 0]).forEach((similarity) => {
        expect(similarity).toBeCloseTo(1, 2);
      });
      expect(() => index.similarities(shared, [5])).toThrow(/Cannot read vector 5/);
    });

    test("answers equal queries equally", async () => {
      const index = await make(embeddings, DIMENSIONS);
      const query = queries[2] as Embedding;
      expect(index.search(query, 10)).toEqual(index.search(query, 10));
    });

    test("returns everything if asked for more", async () => {
      const index = await make(embeddings.slice(0, 3), DIMENSIONS);
      const neighbors = index.search(queries[0] as Embedding, 10);
      expect(neighbors.map(({ row }) => row).sort()).toEqual([0, 1, 2]);
    });

    test("rejects a query of other dimensions and an unknown row", async () => {
      const index = await make(embeddings.slice(0, 3), DIMENSIONS);
      expect(() => index.search(new Float32Array(DIMENSIONS + 1), 1)).toThrow(DatelineError);
      expect(() => index.similarities(new Float32Array(DIMENSIONS - 1), [0])).toThrow(DatelineError);
      expect(() => index.similarities(queries[0] as Embedding, [3])).toThrow(/Cannot read vector 3/);
    });
  });
}

function nearestByBruteForce(embeddings: readonly Embedding[], query: Embedding, k: number): Set<number> {
  const rows = embeddings.map((_, row) => row);
  const similarity = embeddings.map((embedding) => cosine(query, embedding));
  return new Set(rows.sort((a, b) => (similarity[b] as number) - (similarity[a] as number)).slice(0, k));
}

function cosine(a: Embedding, b: Embedding): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}
