import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTransformersEmbedder } from "../../packages/core/src/adapters/model/transformers-embedder.ts";
import { readCorpus } from "../../packages/core/src/corpus/read-corpus.ts";
import { type Question, readQuestions } from "../../packages/core/src/evaluation/read-questions.ts";
import { DEFAULT_MODEL_NAME } from "../../packages/core/src/model/model-registry.ts";
import { passageTokenLimit } from "../../packages/core/src/passages/headline-context.ts";
import { splitArticle } from "../../packages/core/src/passages/split-article.ts";
import { splitParagraphs } from "../../packages/core/src/passages/split-paragraphs.ts";
import { splitSentences } from "../../packages/core/src/passages/split-sentences.ts";
import type { Embedder } from "../../packages/core/src/ports/embedder.ts";
import type { Article } from "../../packages/core/src/types.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

const QUESTIONS = fileURLToPath(new URL("seed-questions.jsonl", import.meta.url));
const CORPUS = fileURLToPath(new URL("../../corpus", import.meta.url));

let questions: readonly Question[];
let article: Article;
let embedder: Embedder;

beforeAll(async () => {
  questions = await readQuestions(QUESTIONS);
  article = await readSeedArticle();
  embedder = await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: DEFAULT_MODEL_NAME });
});
afterAll(() => embedder.close());

describe("the judged questions on the seed article", () => {
  test("there are at least 25, with unique ids and unique questions", () => {
    expect(questions.length).toBeGreaterThanOrEqual(25);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
    expect(new Set(questions.map(({ question }) => question.toLowerCase())).size).toBe(questions.length);
  });

  test("every answer is one sentence of the article, word for word, and occurs once", () => {
    const sentences = splitSentences(article.text).map(({ start, end }) => article.text.slice(start, end));
    for (const { id, answer } of questions) {
      expect(sentences.filter((sentence) => sentence === answer).length, id).toBe(1);
      expect(article.text.split(answer).length, id).toBe(2);
    }
  });

  test("every paragraph answers a question", () => {
    for (const { start, end } of splitParagraphs(article.text)) {
      const paragraph = article.text.slice(start, end);
      expect(
        questions.some(({ answer }) => paragraph.includes(answer)),
        paragraph,
      ).toBe(true);
    }
  });

  test.each([64, 96, 128, 160, 192])("every answer is in one passage of about %i tokens", (targetTokens) => {
    const passages = splitArticle(article, {
      countTokens: embedder.countTokens,
      maxTokens: passageTokenLimit(embedder.maxTokens),
      targetTokens,
      overlapTokens: 0,
    });
    for (const { id, answer } of questions) {
      expect(passages.filter(({ text }) => text.includes(answer)).length, id).toBe(1);
    }
  });
});

async function readSeedArticle(): Promise<Article> {
  for await (const entry of readCorpus(CORPUS, {})) if (entry.kind === "article") return entry.article;
  throw new Error(`Cannot read the seed article: there is none in ${CORPUS}`);
}
