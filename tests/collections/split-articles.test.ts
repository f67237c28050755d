import { afterAll, beforeAll, expect, test } from "vitest";
import { openTransformersEmbedder } from "../../packages/core/src/adapters/model/transformers-embedder.ts";
import { DEFAULT_MODEL_NAME } from "../../packages/core/src/model/model-registry.ts";
import { embeddingText } from "../../packages/core/src/passages/headline-context.ts";
import { splitSentences } from "../../packages/core/src/passages/split-sentences.ts";
import type { Embedder } from "../../packages/core/src/ports/embedder.ts";
import type { Article, Passage } from "../../packages/core/src/types.ts";
import { readArticles, splitAsABuildDoes, TARGET_TOKENS } from "../fixtures/split-as-a-build-does.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { collection } from "./collections-folder.ts";

const COLLECTIONS: readonly { readonly name: string; readonly path: string; readonly everyNth: number }[] = [
  { name: "British news stories", path: "news-articles/news", everyNth: 7 },
  { name: "stories in capitals, stops set off by spaces", path: "eval/time/corpus.jsonl", everyNth: 1 },
];

let embedder: Embedder;
beforeAll(async () => {
  embedder = await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: DEFAULT_MODEL_NAME });
});
afterAll(() => embedder.close());

test.each(COLLECTIONS)(
  "$name: every guarantee holds, with sentences of ordinary length",
  async ({ path, everyNth }) => {
    const stories = (await readArticles(collection(path))).filter((_, index) => index % everyNth === 0);
    expect(stories.length).toBeGreaterThan(250);
    const passages = checkAll(stories);
    const tokens = passages.map((passage) => embedder.countTokens(passage.text)).sort((a, b) => a - b);
    expect(tokens[Math.floor(tokens.length / 2)]).toBeGreaterThan(TARGET_TOKENS * 0.8);
    // The rest are long quotations, which are held whole.
    expect(tokens[Math.floor(tokens.length * 0.95)]).toBeLessThan(TARGET_TOKENS * 1.5);
    expect(longSentences(stories)).toBeLessThan(0.001);
  },
);

function checkAll(articles: readonly Article[]): readonly Passage[] {
  return articles.flatMap((article) => {
    const passages = splitAsABuildDoes(article, embedder);
    let covered = 0;
    for (const passage of passages) {
      expect(article.text.slice(passage.start, passage.end)).toBe(passage.text);
      expect(article.text.slice(covered, passage.start).trim()).toBe("");
      const embedded = embeddingText(article.title, passage.text, embedder.countTokens);
      expect(embedder.countTokens(embedded)).toBeLessThanOrEqual(embedder.maxTokens);
      covered = passage.end;
    }
    expect(article.text.slice(covered).trim()).toBe("");
    return passages;
  });
}

/** Share of sentences that are longer than any that an editor lets pass: there the splitter missed an end. */
function longSentences(articles: readonly Article[]): number {
  const lengths = articles.flatMap(({ text }) => splitSentences(text).map(({ start, end }) => end - start));
  return lengths.filter((length) => length > 800).length / lengths.length;
}
