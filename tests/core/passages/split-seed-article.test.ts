import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTransformersEmbedder } from "../../../packages/core/src/adapters/model/transformers-embedder.ts";
import { DEFAULT_MODEL_NAME } from "../../../packages/core/src/model/model-registry.ts";
import { splitSentences } from "../../../packages/core/src/passages/split-sentences.ts";
import type { Embedder } from "../../../packages/core/src/ports/embedder.ts";
import { readArticles, splitAsABuildDoes, TARGET_TOKENS } from "../../fixtures/split-as-a-build-does.ts";
import { MODELS_FOLDER } from "../../setup/pull-model.ts";

const CORPUS = fileURLToPath(new URL("../../../corpus", import.meta.url));

let embedder: Embedder;
beforeAll(async () => {
  embedder = await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: DEFAULT_MODEL_NAME });
});
afterAll(() => embedder.close());

test("the seed article, counted with the model's own tokenizer: quotations whole, nothing tiny, nothing near the limit", async () => {
  const articles = await readArticles(CORPUS);
  const passages = articles.flatMap((article) => splitAsABuildDoes(article, embedder));
  expect(passages.length).toBeGreaterThan(4);
  const quote = /"\(Defence\) Minister Ahn[^"]*"/.exec(articles[0]?.text ?? "")?.[0] ?? "";
  expect(splitSentences(quote).length).toBe(3);
  expect(passages.filter((passage) => passage.text.includes(quote)).length).toBe(1);
  const tokens = passages.map((passage) => embedder.countTokens(passage.text));
  expect(Math.min(...tokens)).toBeGreaterThan(TARGET_TOKENS / 2);
  expect(Math.max(...tokens)).toBeLessThan(TARGET_TOKENS * 1.5);
});
