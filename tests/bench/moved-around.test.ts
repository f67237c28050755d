import { expect, test } from "vitest";
import { movedAround } from "../../bench/passages/moved-around.ts";
import { DIMENSIONS, embeddingAt, type PassageSet } from "../../bench/passages/passage-set.ts";
import { nearestRows } from "../../bench/rivals/exact-scan.ts";
import { randomEmbeddings } from "../fixtures/random-embeddings.ts";

const REAL = 40;
const real: PassageSet = realPassages();

test("the real passages come first, unchanged", () => {
  const { passages, embeddings } = movedAround(real, 60, 1);
  expect(passages).toHaveLength(60);
  expect(passages.slice(0, REAL)).toEqual(real.passages);
  expect(embeddings.slice(0, REAL * DIMENSIONS)).toEqual(real.embeddings);
  expect(movedAround(real, 5, 1).passages).toEqual(real.passages.slice(0, 5));
});

test("generated embeddings have length 1, differ, and are nearest to a real one", () => {
  const { embeddings } = movedAround(real, 60, 1);
  const made = Array.from({ length: 60 - REAL }, (_, index) => embeddingAt(embeddings, REAL + index));
  for (const embedding of made) expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
  expect(new Set(made.map((embedding) => embedding.join())).size).toBe(made.length);
  const similarities = made.map((embedding) => {
    const [nearest = 0] = nearestRows(real.embeddings, embedding, 1);
    return embeddingAt(real.embeddings, nearest).reduce(
      (sum, value, i) => sum + value * (embedding[i] ?? 0),
      0,
    );
  });
  // Two directions drawn at random have a cosine near 0.
  expect(Math.min(...similarities)).toBeGreaterThan(0.5);
});

test("a larger set begins with the smaller one", () => {
  const [small, large] = [movedAround(real, 60, 7), movedAround(real, 80, 7)];
  expect(large.embeddings.slice(0, small.embeddings.length)).toEqual(small.embeddings);
});

function realPassages(): PassageSet {
  const embeddings = new Float32Array(REAL * DIMENSIONS);
  const drawn = randomEmbeddings(REAL, DIMENSIONS);
  for (const [row, embedding] of drawn.entries()) embeddings.set(embedding, row * DIMENSIONS);
  const passages = Array.from({ length: REAL }, (_, row) => ({
    articleId: `a${row}`,
    title: `Report ${row}`,
    text: `The harbour opens on day ${row}.`,
  }));
  return { passages, embeddings };
}
