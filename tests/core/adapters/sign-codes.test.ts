import { encodeSigns, SignCodes } from "@dateline-search/core/adapters/segment/sign-codes";
import type { Embedding } from "@dateline-search/core/types";
import { describe, expect, test } from "vitest";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";

const DIMENSIONS = 384;
const COUNT = 2_000;

describe.each([
  ["embeddings that point everywhere", 0],
  ["embeddings that nearly all point one way, as those of some models do", 4],
])("signs of %s", (_what, lean) => {
  const leaning = (vectors: readonly Embedding[]) => vectors.map((vector) => normalised(lean, vector));
  const embeddings = leaning(randomEmbeddings(COUNT, DIMENSIONS, 1));
  const queries = leaning(randomEmbeddings(20, DIMENSIONS, 2));
  const codes = codesOf(embeddings);

  test("are right on average, with a small error", () => {
    const errors = queries.flatMap((query) =>
      Array.from(
        codes.similarities(query),
        (estimate, row) => estimate - dot(query, embeddings[row] as Embedding),
      ),
    );
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const spread = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    expect(Math.abs(mean)).toBeLessThan(0.002);
    expect(spread).toBeLessThan(0.05);
  });

  test("include the nearest among the two hundred best", () => {
    for (const query of queries) {
      const near = embeddings[7] as Embedding;
      const mixed = normalised(
        0,
        query.map((value, dimension) => value + (near[dimension] as number)),
      );
      const estimates = codes.similarities(mixed);
      const better = estimates.filter((estimate) => estimate > (estimates[7] as number)).length;
      expect(better).toBeLessThan(200);
    }
  });
});

test("take one bit per dimension, and dimensions need not fill a byte", () => {
  const embeddings = randomEmbeddings(300, 13, 3);
  const bytes = encodeSigns(300, 13, (index) => embeddings[index] as Embedding);
  expect(bytes.length).toBe(13 * 4 + 300 * 4 + 300 * 2);
  const codes = new SignCodes(bytes, { count: 300, dimensions: 13 });
  const query = embeddings[5] as Embedding;
  expect(codes.similarities(query)[5]).toBeCloseTo(1, 0);
});

test("are exact for equal embeddings, and empty for none", () => {
  const [one] = randomEmbeddings(1, 16, 4) as [Embedding];
  const codes = new SignCodes(
    encodeSigns(5, 16, () => one),
    { count: 5, dimensions: 16 },
  );
  for (const similarity of codes.similarities(one)) expect(similarity).toBeCloseTo(1, 5);
  const none = new SignCodes(
    encodeSigns(0, 16, () => one),
    { count: 0, dimensions: 16 },
  );
  expect(none.similarities(one)).toEqual(new Float32Array());
});

test("are cached for the last query, and recomputed for another", () => {
  const embeddings = randomEmbeddings(10, 16, 5);
  const codes = codesOf(embeddings);
  const first = codes.similarities(embeddings[0] as Embedding);
  expect(codes.similarities(embeddings[0] as Embedding)).toBe(first);
  expect(codes.similarities(embeddings[1] as Embedding)).not.toEqual(first);
});

test("bytes of another length are rejected", () => {
  const bytes = encodeSigns(3, 8, () => new Float32Array(8));
  expect(() => new SignCodes(bytes, { count: 4, dimensions: 8 })).toThrow(
    /signs of the embeddings: 47 bytes/,
  );
});

function codesOf(embeddings: readonly Embedding[]): SignCodes {
  const dimensions = (embeddings[0] as Embedding).length;
  const bytes = encodeSigns(embeddings.length, dimensions, (index) => embeddings[index] as Embedding);
  return new SignCodes(bytes, { count: embeddings.length, dimensions });
}

/** @param lean how far all vectors are moved one way */
function normalised(lean: number, vector: Embedding): Embedding {
  const moved = vector.map((value, dimension) => value + lean / (1 + dimension));
  const length = Math.sqrt(dot(moved, moved));
  return moved.map((value) => value / length);
}

function dot(a: Embedding, b: Embedding): number {
  return a.reduce((sum, value, dimension) => sum + value * (b[dimension] as number), 0);
}
