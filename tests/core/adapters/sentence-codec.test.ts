import {
  encodeSentences,
  HEADER_BYTES,
  SCALE_AT,
} from "@dateline-search/core/adapters/segment/sentence-codec";
import { SentenceComparer } from "@dateline-search/core/adapters/segment/sentence-comparer";
import { expect, test } from "vitest";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";

const DIMENSIONS = 384;

function randomSentences(count: number, dimensions: number) {
  return randomEmbeddings(count, dimensions, 3).map((embedding, index) => {
    return { start: index * 100, end: index * 100 + 90, embedding };
  });
}

function dot(a: Float32Array, b: ArrayLike<number>): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}

/** 384 dimensions are compared with SIMD, 50 one by one. */
test.each([DIMENSIONS, 50])(
  "packed sentences of %d dimensions keep offsets and similarities",
  (dimensions) => {
    const sentences = randomSentences(5_000, dimensions);
    const passages = [sentences.slice(0, 7), [], sentences.slice(7, 8), sentences.slice(8)];
    const comparer = new SentenceComparer(dimensions);
    // More than the room that is there at first, and then less.
    for (const compared of [passages, passages.slice(0, 3)]) {
      const [query] = randomEmbeddings(1, dimensions, 9) as [Float32Array];
      const found = comparer.compare(query, compared.map(encodeSentences));
      expect(found.map((ofPassage) => ofPassage.map(({ start, end }) => ({ start, end })))).toEqual(
        compared.map((ofPassage) => ofPassage.map(({ start, end }) => ({ start, end }))),
      );
      const similarities = found.flat().map(({ similarity }) => similarity);
      compared.flat().forEach(({ embedding }, index) => {
        expect(Math.abs((similarities[index] as number) - dot(query, embedding))).toBeLessThan(0.01);
      });
    }
  },
);

test("SIMD gives the sums that adding one by one gives", () => {
  const [query] = randomEmbeddings(1, DIMENSIONS, 9) as [Float32Array];
  const bytes = encodeSentences(randomSentences(20, DIMENSIONS));
  const view = new DataView(bytes.buffer);
  const expected = Array.from({ length: 20 }, (_, index) => {
    const at = index * (DIMENSIONS + HEADER_BYTES);
    const values = new Int8Array(bytes.buffer, at + HEADER_BYTES, DIMENSIONS);
    return view.getFloat32(at + SCALE_AT, true) * dot(query, values);
  });
  const [found = []] = new SentenceComparer(DIMENSIONS).compare(query, [bytes]);
  expect(found.map(({ similarity }) => similarity)).toEqual(
    expected.map((value) => expect.closeTo(value, 6)),
  );
});

test("of a sentence with several windows the nearest counts", () => {
  const [first, second, other] = randomEmbeddings(3, DIMENSIONS, 5) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [long, short] = [
    { start: 0, end: 90 },
    { start: 91, end: 99 },
  ];
  const bytes = encodeSentences([
    { ...long, embedding: first },
    { ...long, embedding: second },
    { ...short, embedding: other },
  ]);
  const comparer = new SentenceComparer(DIMENSIONS);
  for (const query of [first, second]) {
    expect(comparer.compare(query, [bytes])).toEqual([
      [
        { ...long, similarity: expect.closeTo(1, 2) },
        { ...short, similarity: expect.closeTo(dot(query, other), 2) },
      ],
    ]);
  }
});

test("no sentences are no bytes", () => {
  expect(encodeSentences([])).toEqual(new Uint8Array(0));
  const query = new Float32Array(DIMENSIONS);
  expect(new SentenceComparer(DIMENSIONS).compare(query, [])).toEqual([]);
  expect(new SentenceComparer(DIMENSIONS).compare(query, [new Uint8Array(0)])).toEqual([[]]);
});

test("an embedding of zeros stays one", () => {
  const bytes = encodeSentences([{ start: 0, end: 1, embedding: new Float32Array(DIMENSIONS) }]);
  const [query] = randomEmbeddings(1, DIMENSIONS) as [Float32Array];
  const [found] = new SentenceComparer(DIMENSIONS).compare(query, [bytes]);
  expect(found).toEqual([{ start: 0, end: 1, similarity: 0 }]);
});

test("bytes that are cut short or of other dimensions are refused", () => {
  const bytes = encodeSentences(randomSentences(2, DIMENSIONS));
  const [query] = randomEmbeddings(1, DIMENSIONS) as [Float32Array];
  expect(() => new SentenceComparer(DIMENSIONS).compare(query, [bytes.subarray(1)])).toThrow(
    /not a multiple of 396/,
  );
  expect(() => new SentenceComparer(DIMENSIONS - 1).compare(query.subarray(1), [bytes])).toThrow(
    /not a multiple of 395/,
  );
});
