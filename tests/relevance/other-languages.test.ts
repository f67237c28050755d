import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { evaluate } from "@dateline-search/core/evaluation/evaluate";
import { readJudgedFile } from "@dateline-search/core/evaluation/read-questions";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { MODES, parseQuery, type QueryInput } from "@dateline-search/core/search/parse-query";
import type { SearchContext } from "@dateline-search/core/search/search-context";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenCorpus, openCorpus } from "../fixtures/open-corpus.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

const SETS = fileURLToPath(new URL("languages", import.meta.url));
const CORPUS = fileURLToPath(new URL("../../corpus", import.meta.url));

const folders: string[] = [];
let embedder: Embedder;
let english: OpenCorpus;

beforeAll(async () => {
  embedder = await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: DEFAULT_MODEL_NAME });
  english = await openNew(CORPUS);
});
afterAll(async () => {
  english.close();
  await embedder.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

async function openNew(corpusPath: string): Promise<OpenCorpus> {
  const folder = mkdtempSync(join(tmpdir(), "dateline test "));
  folders.push(folder);
  return await openCorpus(corpusPath, { folder, embedder });
}

async function ask(context: SearchContext, input: QueryInput) {
  return await searchPassages(context, parseQuery(input));
}

async function questionsIn(language: string) {
  return await readJudgedFile(join(SETS, language, "questions.jsonl"));
}

describe("an English index queried in a language that its model cannot read", () => {
  test.each(["hi", "ar", "ko", "ja", "zh", "ru"])("answers no question in %s", async (language) => {
    for (const { text } of (await questionsIn(language)).queries) {
      for (const mode of MODES) {
        const { hits, nearest, understood, total } = await ask(english, { text, mode });
        expect({ hits, nearest, understood, total }, text).toEqual({
          hits: [],
          nearest: [],
          understood: "words",
          total: 0,
        });
      }
    }
  });

  test.each([
    "வெள்ளத்தால் பாதிக்கப்பட்ட கிராமங்கள்",
    "ভূমিকম্পে ক্ষতিগ্রস্ত শহর",
    "מי ניצח בבחירות",
    "Ποιος κέρδισε τις εκλογές;",
    "ราคาน้ำมันวันนี้",
    "ኢትዮጵያ ምርጫ",
  ])("gives no answer to %s", async (text) => {
    expect(await ask(english, { text })).toMatchObject({ understood: "words", hits: [], nearest: [] });
  });

  test("finds names in Latin letters among others", async () => {
    const { understood, hits } = await ask(english, { text: "IANS 통신사의 보도", minConfidence: 0 });
    expect(understood).toBe("words");
    expect(hits.every(({ parts }) => parts.semantic === 0 && parts.lexical > 0)).toBe(true);
  });

  test("handles a question with one foreign name as before", async () => {
    const text = "What did Seoul (서울) and Washington agree on North Korea?";
    const { understood, hits } = await ask(english, { text });
    expect([understood, hits.length > 0]).toEqual(["meaning", true]);
  });
});

test("the sets have ten languages with 15 articles and 10 questions each", async () => {
  const languages = readdirSync(SETS);
  expect(languages).toHaveLength(10);
  for (const language of languages) expect((await questionsIn(language)).queries).toHaveLength(10);
});

describe("an index of news in one language", () => {
  test.each(readdirSync(SETS))("in %s finds nine of ten articles by words", async (language) => {
    const own = await openNew(join(SETS, language, "articles.jsonl"));
    try {
      const { languages } = own.generation.manifest.segments[0] ?? {};
      expect(languages).toMatchObject([{ language, articles: 15 }]);
      const set = await questionsIn(language);
      for (const mode of ["lexical", "hybrid"] as const) {
        const { figures, firstRelevant } = await evaluate(own, set, mode);
        expect(
          figures.recall10,
          `${language} ${mode}: ${[...firstRelevant].join(" ")}`,
        ).toBeGreaterThanOrEqual(0.9);
      }
    } finally {
      own.close();
    }
  });
});

describe("an index in a language that the model cannot read", () => {
  test("does not join two Hindi stories by meaningless embeddings", async () => {
    const own = await openNew(join(SETS, "hi", "articles.jsonl"));
    try {
      const { hits } = await ask(own, { text: "बाढ़", minConfidence: 0 });
      expect(hits.map(({ story }) => story)).toEqual(hits.map(() => null));
    } finally {
      own.close();
    }
  });
});
