import { CodeMatrix } from "@dateline-search/core/adapters/segment/coded-vectors";
import { decodeEmbeddings, encodeEmbeddings } from "@dateline-search/core/adapters/segment/embedding-codec";
import { EmbeddingComparer } from "@dateline-search/core/adapters/segment/embedding-comparer";
import { HeldEmbeddings } from "@dateline-search/core/adapters/segment/embedding-table";
import type { Embedding } from "@dateline-search/core/types";
import { expect, test } from "vitest";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";

/** A passage, and sentences that are more or less like it; some passages have none. */
function records(dimensions: number) {
  const embeddings = randomEmbeddings(160, dimensions);
  return Array.from({ length: 20 }, (_, index) => {
    const passage = embeddings[index * 8] as Embedding;
    const sentences = embeddings.slice(index * 8 + 1, index * 8 + 1 + (index % 8)).map((other, position) => {
      const mixed = other.map((value, at) => value + position * 0.3 * (passage[at] as number));
      const length = Math.hypot(...mixed);
      return {
        start: position * 10,
        end: position * 10 + 9,
        embedding: mixed.map((value) => value / length),
      };
    });
    return encodeEmbeddings({ passage, sentences });
  });
}

// With 16 and 384 dimensions SIMD computes, with 10 plain JavaScript does.
test.each([16, 384, 10])(
  "decoded passages have the same similarities, to the last bit: %i dimensions",
  (dimensions) => {
    const stored = records(dimensions);
    const all = stored.map((bytes) => decodeEmbeddings(bytes, dimensions));
    const held = new HeldEmbeddings(all, dimensions);
    const comparer = new EmbeddingComparer(dimensions);
    const matrix = new CodeMatrix(all.length, dimensions);
    all.forEach((record, node) => {
      matrix.set(node, record);
    });
    for (const query of [...randomEmbeddings(20, dimensions, 3), ...randomEmbeddings(5, dimensions)]) {
      const expected = comparer.compare(query, stored);
      const similarities = held.similarities(query);
      expect(similarities).toEqual(matrix.similarities(query, 0, all.length));
      const nearest = expected.map(({ sentences }) =>
        Math.max(...sentences.map(({ similarity }) => similarity)),
      );
      expect([...held.nearestSentences(0, all.length)].slice(0, all.length)).toEqual(nearest);
      expect([...held.nearestSentences(5, 9)].slice(0, 4)).toEqual(nearest.slice(5, 9));
      nearest.forEach((similarity, position) => {
        expect(held.mostOfSentences(position, similarities[position] as number)).toBeGreaterThanOrEqual(
          similarity,
        );
      });
    }
  },
);

test("the bound of sentences is below a cosine of 1", () => {
  const all = records(384)
    .map((bytes) => decodeEmbeddings(bytes, 384))
    .filter(({ windows }) => windows.length > 0);
  const held = new HeldEmbeddings(all, 384);
  const [query] = randomEmbeddings(1, 384, 3) as [Embedding];
  const similarities = held.similarities(query);
  const bounds = all.map((_, position) => held.mostOfSentences(position, similarities[position] as number));
  expect(Math.min(...bounds)).toBeLessThan(0.98);
});
