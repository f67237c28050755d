import { dotProduct } from "@dateline-search/core/adapters/segment/dot-kernel";
import { allocateMatrix } from "@dateline-search/core/adapters/segment/vector-matrix";
import type { Embedding } from "@dateline-search/core/types";
import { expect, test } from "vitest";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";

// With 16, 48 and 384 dimensions SIMD computes, with 10 plain JavaScript does.
test.each([16, 48, 384, 10])(
  "computes the same products as the plain loop, for any run of rows: %i",
  (dimensions) => {
    const rows = randomEmbeddings(101, dimensions);
    const [query] = randomEmbeddings(1, dimensions, 7) as [Embedding];
    const matrix = allocateMatrix(rows.length, dimensions);
    rows.forEach((row, index) => {
      matrix.vectors.set(row, index * dimensions);
    });
    for (const [first, count] of [
      [0, 101],
      [3, 5],
      [100, 1],
      [7, 0],
    ] as const) {
      const products = matrix.productsWith(query)(first, count).slice(0, count);
      expect(products).toHaveLength(count);
      products.forEach((product, index) => {
        expect(product).toBeCloseTo(dotProduct(query, rows[first + index] as Embedding, 0), 6);
      });
    }
  },
);

test("the products of a query do not depend on the query before", () => {
  const matrix = allocateMatrix(2, 16);
  matrix.vectors.fill(1, 0, 16);
  matrix.vectors.fill(2, 16);
  const ones = new Float32Array(16).fill(1);
  for (let time = 0; time < 2; time++) {
    expect([...matrix.productsWith(ones)(0, 2)]).toEqual([16, 32]);
    expect([...matrix.productsWith(new Float32Array(16))(0, 2)]).toEqual([0, 0]);
  }
});

test("can be empty", () => {
  expect(allocateMatrix(0, 16).productsWith(new Float32Array(16))(0, 0)).toHaveLength(0);
});
