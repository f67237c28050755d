import { createKernelMemory, dotsIn } from "@dateline-search/core/adapters/segment/dot-kernel";
import {
  codeBytes,
  decodeEmbeddings,
  decodeLevels,
  decodePassage,
  encodeEmbeddings,
  encodeLevels,
} from "@dateline-search/core/adapters/segment/embedding-codec";
import { EmbeddingComparer } from "@dateline-search/core/adapters/segment/embedding-comparer";
import type { PassageEmbeddings } from "@dateline-search/core/ports/passage-embeddings";
import type { Embedding } from "@dateline-search/core/types";
import { expect, test } from "vitest";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";

const DIMENSIONS = 384;
const CORRUPT = expect.objectContaining({ code: "index-corrupt" });

/** Passages with `counts[n]` sentences each, which resemble their passages as real ones do. */
function passagesWith(counts: readonly number[], dimensions: number): readonly PassageEmbeddings[] {
  const passages = randomEmbeddings(counts.length, dimensions, 3);
  return counts.map((count, index) => {
    const passage = passages[index] as Embedding;
    const sentences = randomEmbeddings(count, dimensions, 100 + index).map((own, sentence) => ({
      start: sentence * 100,
      end: sentence * 100 + 90,
      embedding: normalised(own.map((value, at) => value + (passage[at] as number))),
    }));
    return { passage, sentences };
  });
}

function normalised(vector: Float32Array): Embedding {
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

function dot(a: Float32Array, b: ArrayLike<number>): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}

/** 384 dimensions are compared with SIMD; of 50, bytes hold parts of dimensions. */
test.each([384, 50])("packed embeddings of %d dimensions keep offsets and similarities", (dimensions) => {
  const passages = passagesWith([7, 0, 1, 2_500], dimensions);
  const comparer = new EmbeddingComparer(dimensions);
  // More than the room that is there at first, and then less.
  for (const compared of [passages, passages.slice(0, 3)]) {
    const [query] = randomEmbeddings(1, dimensions, 9) as [Embedding];
    const records = compared.map((passage) => encodeEmbeddings(passage));
    const found = comparer.compare(query, records);
    expect([...comparer.nearestSentences(query, records)]).toEqual(
      found.map(({ sentences }) => Math.max(...sentences.map(({ similarity }) => similarity))),
    );
    found.forEach(({ similarity, sentences }, index) => {
      const { passage, sentences: expected } = compared[index] as PassageEmbeddings;
      expect(similarity).toBeCloseTo(dot(query, passage), 2);
      expect(sentences.map(({ start, end }) => [start, end])).toEqual(
        expected.map(({ start, end }) => [start, end]),
      );
      const errors = sentences.map((one, at) => one.similarity - dot(query, expected[at]?.embedding ?? []));
      for (const error of errors) expect(Math.abs(error)).toBeLessThan(dimensions === 384 ? 0.05 : 0.12);
      const mean = errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length);
      // Too high as often as too low, so that the best of many sentences is not the luckiest.
      if (errors.length > 1_000) expect(Math.abs(mean)).toBeLessThan(0.005);
    });
  }
});

test("SIMD sums equal scalar sums", () => {
  const [query] = randomEmbeddings(1, DIMENSIONS, 9) as [Embedding];
  const bytes = encodeEmbeddings(passagesWith([20], DIMENSIONS)[0] as PassageEmbeddings);
  const record = decodeEmbeddings(bytes, DIMENSIONS);
  const similarity = record.scale * dot(query, record.codes);
  const expected = record.windows.map(({ share, scale, code }) => {
    const levels = new Int8Array(DIMENSIONS);
    decodeLevels(code, levels);
    return expect.closeTo(share * similarity + scale * dot(query, levels), 6);
  });
  const [found] = new EmbeddingComparer(DIMENSIONS).compare(query, [bytes]);
  expect(found?.sentences.map((sentence) => sentence.similarity)).toEqual(expected);
});

test.each([16, 64, 384])("the kernel multiplies the levels of a code of %d dimensions", (dimensions) => {
  const [vector] = randomEmbeddings(1, dimensions, 4) as [Embedding];
  const code = new Uint8Array(codeBytes(dimensions));
  encodeLevels(vector, code);
  const levels = new Int8Array(dimensions);
  decodeLevels(code, levels);
  const memory = createKernelMemory(1);
  const [address, out] = [2_048, 2_000];
  new Uint8Array(memory.buffer).set(code, address);
  const view = new DataView(memory.buffer);
  view.setUint32(out, address, true);
  // A query of one dimension at a time gives the level of that dimension.
  const found = Array.from(levels, (_, dimension) => {
    const query = new Float32Array(memory.buffer, 0, dimensions).fill(0);
    query[dimension] = 1;
    dotsIn(memory, "levelsListed")(0, out, 1, code.length, out + 4);
    return view.getFloat32(out + 4, true);
  });
  expect(found).toEqual([...levels]);
});

test.each([8, 16, 17, 50])("reads a code of %d dimensions in groups of eight as one by one", (dimensions) => {
  const [vector] = randomEmbeddings(1, dimensions, 4) as [Embedding];
  const code = new Uint8Array(codeBytes(dimensions));
  const scale = encodeLevels(vector, code);
  const aligned = new Int8Array(dimensions);
  decodeLevels(code, aligned);
  const beside = new Int8Array(new ArrayBuffer(dimensions + 1), 1, dimensions);
  decodeLevels(code, beside);
  expect([...aligned]).toEqual([...beside]);
  // The scale keeps the product of a vector with itself.
  expect(scale * dot(vector, aligned)).toBeCloseTo(dot(vector, vector), 5);
});

test("the nearest window of a sentence counts", () => {
  const [passage, first, second, other] = randomEmbeddings(4, DIMENSIONS, 5) as [
    Embedding,
    Embedding,
    Embedding,
    Embedding,
  ];
  const [long, short] = [
    { start: 0, end: 90 },
    { start: 91, end: 99 },
  ];
  const bytes = encodeEmbeddings({
    passage,
    sentences: [
      { ...long, embedding: first },
      { ...long, embedding: second },
      { ...short, embedding: other },
    ],
  });
  const comparer = new EmbeddingComparer(DIMENSIONS);
  for (const query of [first, second]) {
    const [found] = comparer.compare(query, [bytes]);
    expect(found?.sentences).toEqual([
      { ...long, similarity: expect.closeTo(1, 1) },
      { ...short, similarity: expect.closeTo(dot(query, other), 1) },
    ]);
  }
});

test("packing a passage again yields the same bytes", () => {
  for (const { passage } of passagesWith(new Array<number>(200).fill(0), DIMENSIONS)) {
    const once = encodeEmbeddings({ passage, sentences: [] });
    expect(once).toHaveLength(4 + DIMENSIONS);
    expect(decodePassage(once, DIMENSIONS)).toEqual(
      Float32Array.from(decodeEmbeddings(once, DIMENSIONS).codes, (code) => code * scaleOf(once)),
    );
  }
});

function scaleOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true);
}

test("zero embeddings stay zero", () => {
  const zeros = new Float32Array(DIMENSIONS);
  const bytes = encodeEmbeddings({ passage: zeros, sentences: [{ start: 0, end: 1, embedding: zeros }] });
  const [query] = randomEmbeddings(1, DIMENSIONS) as [Embedding];
  const [found] = new EmbeddingComparer(DIMENSIONS).compare(query, [bytes]);
  expect(found).toEqual({ similarity: 0, sentences: [{ start: 0, end: 1, similarity: 0 }] });
});

test("truncated bytes and other dimensions are rejected", () => {
  const bytes = encodeEmbeddings(passagesWith([2], DIMENSIONS)[0] as PassageEmbeddings);
  expect(() => decodeEmbeddings(bytes.subarray(0, -1), DIMENSIONS)).toThrow(CORRUPT);
  expect(() => decodeEmbeddings(bytes.subarray(0, DIMENSIONS), DIMENSIONS)).toThrow(CORRUPT);
  expect(() => decodePassage(bytes.subarray(0, DIMENSIONS), DIMENSIONS)).toThrow(CORRUPT);
  const comparer = new EmbeddingComparer(DIMENSIONS);
  const [query] = randomEmbeddings(1, DIMENSIONS) as [Embedding];
  expect(() => comparer.nearestSentences(query, [bytes, bytes.subarray(0, -1)])).toThrow(CORRUPT);
});
