import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTransformersEmbedder } from "../../../packages/core/src/adapters/transformers-embedder.ts";
import { DEFAULT_MODEL_NAME } from "../../../packages/core/src/model/model-registry.ts";
import type { Embedder } from "../../../packages/core/src/ports/embedder.ts";
import type { Embedding } from "../../../packages/core/src/types.ts";
import { MODELS_FOLDER } from "../../setup/pull-model.ts";

const SENTENCES = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."];
/** From https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2. */
const PUBLISHED = [0.666, 0.1046, 0.1411];

const cosine = (left: Embedding, right: Embedding) =>
  left.reduce((sum, value, index) => sum + value * (right[index] ?? Number.NaN), 0);

async function threeSimilarities(embedder: Embedder): Promise<number[]> {
  const [first, second, third] = await embedder.embedPassages(SENTENCES);
  if (!first || !second || !third) throw new Error("three embeddings expected");
  return [cosine(first, second), cosine(first, third), cosine(second, third)];
}

describe.each([
  { precision: "fp32" as const, tolerance: 0.00005 },
  { precision: "int8" as const, tolerance: 0.03 },
])("all-MiniLM-L6-v2 in $precision", ({ precision, tolerance }) => {
  let embedder: Embedder;
  beforeAll(async () => {
    embedder = await openTransformersEmbedder({
      modelsFolder: MODELS_FOLDER,
      modelName: DEFAULT_MODEL_NAME,
      precision,
    });
  });
  afterAll(() => embedder.close());

  test(`reproduces the published similarities within ${tolerance}`, async () => {
    const computed = await threeSimilarities(embedder);
    for (const [index, published] of PUBLISHED.entries()) {
      expect(Math.abs((computed[index] ?? Number.NaN) - published)).toBeLessThanOrEqual(tolerance + 1e-6);
    }
  });
});
