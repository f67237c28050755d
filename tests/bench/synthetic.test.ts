import { expect, test } from "vitest";
import {
  SENTENCES_PER_PASSAGE,
  syntheticArticles,
  syntheticSentences,
} from "../../bench/synthetic/synthetic-articles.ts";
import { syntheticEmbedder } from "../../bench/synthetic/synthetic-embeddings.ts";
import { seededRandom } from "../fixtures/seeded-random.ts";

const WORDS = "the ferry left the port before dawn".split(" ");
const DIMENSIONS = 32;

function articles(seed: number, passageCount = 10) {
  return [...syntheticArticles({ words: WORDS, passageCount, random: seededRandom(seed) })];
}

function embeddings(seed: number) {
  const embed = syntheticEmbedder(DIMENSIONS, seededRandom(seed));
  return articles(1).flatMap(({ passages }) => passages.map(({ text }) => embed(text)));
}

test("the same seed makes the same articles and embeddings, another seed others", () => {
  expect(articles(1)).toEqual(articles(1));
  expect(articles(1)).not.toEqual(articles(2));
  expect(embeddings(1)).toEqual(embeddings(1));
  expect(embeddings(1)).not.toEqual(embeddings(2));
});

test("creates exactly the requested number of passages, with offsets into their article's text", () => {
  for (const passageCount of [1, 4, 10]) {
    const made = articles(3, passageCount);
    expect(made.flatMap(({ passages }) => passages)).toHaveLength(passageCount);
    for (const { article, passages } of made) {
      for (const { start, end, text } of passages) expect(article.text.slice(start, end)).toBe(text);
    }
  }
});

test("passages have sentences, and every embedding is a unit vector", () => {
  for (const { passages } of articles(4)) {
    for (const { text } of passages) {
      const sentences = syntheticSentences(text);
      expect(sentences).toHaveLength(SENTENCES_PER_PASSAGE);
      expect(sentences.map(({ start, end }) => text.slice(start, end)).join(" ")).toBe(text);
    }
  }
  const all = embeddings(5).flatMap(({ passage, sentences }) => [
    passage,
    ...sentences.map(({ embedding }) => embedding),
  ]);
  for (const vector of all) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
});

test("a sentence is nearer to its own passage than to most others", () => {
  const made = embeddings(6);
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  made.forEach(({ passage, sentences }, own) => {
    for (const { embedding } of sentences) {
      const nearer = made.filter(
        (other, index) => index !== own && dot(other.passage, embedding) > dot(passage, embedding),
      );
      expect(nearer.length).toBeLessThan(made.length / 2);
    }
  });
});
