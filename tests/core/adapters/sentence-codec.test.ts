import { compareSentences, encodeSentences } from "@dateline/core/adapters/segment/sentence-codec";
import { expect, test } from "vitest";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";

const DIMENSIONS = 384;
const sentences = randomEmbeddings(40, DIMENSIONS, 3).map((embedding, index) => ({
  start: index * 100,
  end: index * 100 + 90,
  embedding,
}));

test("packed sentences keep their offsets, and their similarities to within 0.01", () => {
  const bytes = encodeSentences(sentences);
  expect(bytes.length).toBe(sentences.length * (DIMENSIONS + 12));
  for (const query of randomEmbeddings(10, DIMENSIONS, 9)) {
    const compared = compareSentences(query, bytes);
    expect(compared.map(({ start, end }) => [start, end])).toEqual(
      sentences.map(({ start, end }) => [start, end]),
    );
    compared.forEach(({ similarity }, index) => {
      const exact = query.reduce(
        (sum, value, i) => sum + value * (sentences[index]?.embedding[i] as number),
        0,
      );
      expect(Math.abs(similarity - exact)).toBeLessThan(0.01);
    });
  }
});

test("no sentences are no bytes", () => {
  expect(encodeSentences([])).toEqual(new Uint8Array(0));
  expect(compareSentences(new Float32Array(DIMENSIONS), new Uint8Array(0))).toEqual([]);
});

test("an embedding of zeros stays one", () => {
  const bytes = encodeSentences([{ start: 0, end: 1, embedding: new Float32Array(DIMENSIONS) }]);
  expect(compareSentences(randomEmbeddings(1, DIMENSIONS)[0] as Float32Array, bytes)[0]?.similarity).toBe(0);
});

test("bytes that are cut short or of other dimensions are refused", () => {
  const bytes = encodeSentences(sentences);
  const query = randomEmbeddings(1, DIMENSIONS)[0] as Float32Array;
  expect(() => compareSentences(query, bytes.subarray(1))).toThrow(/not a multiple of 396/);
  expect(() => compareSentences(query.subarray(1), bytes)).toThrow(/not a multiple of 395/);
});
