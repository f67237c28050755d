import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTransformersEmbedder } from "../../../packages/core/src/adapters/model/transformers-embedder.ts";
import { readCorpus } from "../../../packages/core/src/corpus/read-corpus.ts";
import { DEFAULT_MODEL_NAME } from "../../../packages/core/src/model/model-registry.ts";
import { embeddingText, passageTokenLimit } from "../../../packages/core/src/passages/headline-context.ts";
import { splitArticle } from "../../../packages/core/src/passages/split-article.ts";
import { splitSentences } from "../../../packages/core/src/passages/split-sentences.ts";
import type { Embedder } from "../../../packages/core/src/ports/embedder.ts";
import type { Article, Passage } from "../../../packages/core/src/types.ts";
import { areCollectionsMissing, COLLECTIONS_FOLDER } from "../../fixtures/shared-collections.ts";
import { MODELS_FOLDER } from "../../setup/pull-model.ts";

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const TARGET_TOKENS = 128;

const COLLECTIONS: readonly { readonly name: string; readonly path: string; readonly everyNth: number }[] = [
  { name: "British news stories", path: "news-articles/news", everyNth: 7 },
  { name: "stories in capitals, stops set off by spaces", path: "eval/time/corpus.jsonl", everyNth: 1 },
];

let embedder: Embedder;
beforeAll(async () => {
  embedder = await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: DEFAULT_MODEL_NAME });
});
afterAll(() => embedder.close());

describe("real articles, counted with the model's own tokenizer", () => {
  test("the seed article: quotations whole, nothing tiny, nothing near the limit", async () => {
    const articles = await readArticles(root("corpus"), 1);
    const passages = articles.flatMap(split);
    expect(passages.length).toBeGreaterThan(4);
    const quote = /"\(Defence\) Minister Ahn[^"]*"/.exec(articles[0]?.text ?? "")?.[0] ?? "";
    expect(splitSentences(quote).length).toBe(3);
    expect(passages.filter((passage) => passage.text.includes(quote)).length).toBe(1);
    const tokens = passages.map((passage) => embedder.countTokens(passage.text));
    expect(Math.min(...tokens)).toBeGreaterThan(TARGET_TOKENS / 2);
    expect(Math.max(...tokens)).toBeLessThan(TARGET_TOKENS * 1.5);
  });

  test.skipIf(areCollectionsMissing).each(COLLECTIONS)(
    "$name in ../shared/data: every promise kept, sentences of ordinary length",
    async ({ path, everyNth }) => {
      const stories = await readArticles(join(COLLECTIONS_FOLDER, path), everyNth);
      expect(stories.length).toBeGreaterThan(250);
      const passages = checkAll(stories);
      const tokens = passages.map((passage) => embedder.countTokens(passage.text)).sort((a, b) => a - b);
      expect(tokens[Math.floor(tokens.length / 2)]).toBeGreaterThan(TARGET_TOKENS * 0.8);
      // The rest are long quotations, which are held whole.
      expect(tokens[Math.floor(tokens.length * 0.95)]).toBeLessThan(TARGET_TOKENS * 1.5);
      expect(longSentences(stories)).toBeLessThan(0.001);
    },
  );
});

type Story = Pick<Article, "id" | "title" | "text">;

function split(article: Story): readonly Passage[] {
  return splitArticle(article, {
    countTokens: embedder.countTokens,
    maxTokens: passageTokenLimit(embedder.maxTokens),
    targetTokens: TARGET_TOKENS,
    overlapTokens: 0,
  });
}

function checkAll(articles: readonly Story[]): readonly Passage[] {
  return articles.flatMap((article) => {
    const passages = split(article);
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
function longSentences(articles: readonly Story[]): number {
  const lengths = articles.flatMap(({ text }) => splitSentences(text).map(({ start, end }) => end - start));
  return lengths.filter((length) => length > 800).length / lengths.length;
}

async function readArticles(path: string, everyNth: number): Promise<readonly Article[]> {
  const articles: Article[] = [];
  for await (const entry of readCorpus(path, {})) if (entry.kind === "article") articles.push(entry.article);
  return articles.filter((_, index) => index % everyNth === 0);
}
