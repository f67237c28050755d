import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTransformersEmbedder } from "../../../packages/core/src/adapters/transformers-embedder.ts";
import { readCorpus } from "../../../packages/core/src/corpus/read-corpus.ts";
import { DEFAULT_MODEL_NAME } from "../../../packages/core/src/model/model-registry.ts";
import { embeddingText, passageTokenLimit } from "../../../packages/core/src/passages/headline-context.ts";
import { splitArticle } from "../../../packages/core/src/passages/split-article.ts";
import { splitSentences } from "../../../packages/core/src/passages/split-sentences.ts";
import type { Embedder } from "../../../packages/core/src/ports/embedder.ts";
import type { Article, Passage } from "../../../packages/core/src/types.ts";
import { MODELS_FOLDER } from "../../setup/pull-model.ts";

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const TARGET_TOKENS = 128;

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

  test.each(presentCollections())(
    "$name: every promise kept, sentences of ordinary length",
    async ({ read }) => {
      const stories = await read();
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

interface Collection {
  readonly name: string;
  readonly path: string;
  read(): Promise<readonly Story[]>;
}

/** Collections beside the repository, which are no part of it: those that this machine has. */
function presentCollections(): readonly Collection[] {
  const news = root("../shared/data/news-articles/news");
  const time = root("../shared/data/eval/time/corpus.jsonl");
  const collections: readonly Collection[] = [
    { name: "British news stories", path: news, read: () => readArticles(news, 7) },
    { name: "stories in capitals, stops set off by spaces", path: time, read: () => readArticles(time, 1) },
  ];
  return collections.filter(({ path }) => existsSync(path));
}

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
