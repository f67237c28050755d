import { sentenceWindows } from "@dateline-search/core/passages/sentence-windows";
import type { PassageEmbeddings } from "@dateline-search/core/ports/passage-embeddings";
import type { Embedding } from "@dateline-search/core/types";
import { syntheticSentences } from "./synthetic-articles.ts";

/** Number of topics. Uniform vectors would be equally far apart, and no index could separate them. */
const CENTRES = 300;
/** Distance of a passage from its topic, and of a sentence from its passage, relative to their length 1. */
const PASSAGE_SPREAD = 0.8;
const SENTENCE_SPREAD = 0.7;
/** Generating new numbers for each of some hundred thousand sentences would take most of the time. */
const NOISE_VECTORS = 2_048;

/**
 * Gives each passage an embedding near one of some hundred topics, and each window of its sentences one near
 * the passage's.
 *
 * @param given topics, such as embeddings of real passages
 */
export function syntheticEmbedder(
  dimensions: number,
  random: () => number,
  given: readonly Embedding[] = [],
) {
  const drawn = () => Array.from({ length: CENTRES }, () => randomVector(dimensions, random));
  const centres = given.length > 0 ? given : drawn();
  const near = drawNear(dimensions, random);
  return (text: string): PassageEmbeddings => {
    const centre = centres[Math.floor(random() * centres.length)] as Embedding;
    // Twice, so that passages of one topic with the same noise differ.
    const passage = near(near(centre, PASSAGE_SPREAD), PASSAGE_SPREAD);
    const sentences = syntheticSentences(text).flatMap((span) => sentenceWindows(text, span).map(() => span));
    return {
      passage,
      sentences: sentences.map((span) => ({ ...span, embedding: near(passage, SENTENCE_SPREAD) })),
    };
  };
}

/** Creates random embeddings at some distance from a given one. */
function drawNear(dimensions: number, random: () => number) {
  const noise = Array.from({ length: NOISE_VECTORS }, () => randomVector(dimensions, random));
  return (centre: Embedding, spread: number): Embedding => {
    const offset = noise[Math.floor(random() * NOISE_VECTORS)] as Embedding;
    return normalised(centre.map((value, index) => value + spread * (offset[index] as number)));
  };
}

/** Creates random embeddings of windows near that of their passage, one at a time. */
export function windowEmbedder(dimensions: number, random: () => number) {
  const near = drawNear(dimensions, random);
  return (passage: Embedding): Embedding => near(passage, SENTENCE_SPREAD);
}

function randomVector(dimensions: number, random: () => number): Embedding {
  return normalised(Float32Array.from({ length: dimensions }, () => random() + random() + random() - 1.5));
}

function normalised(vector: Float32Array): Embedding {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const norm = Math.sqrt(squares);
  return vector.map((value) => value / norm);
}
