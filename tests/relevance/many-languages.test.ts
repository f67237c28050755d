import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { evaluate } from "@dateline-search/core/evaluation/evaluate";
import { readJudgedFile, readUnanswerable } from "@dateline-search/core/evaluation/read-questions";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { MODES, parseQuery, type QueryInput } from "@dateline-search/core/search/parse-query";
import type { SearchContext } from "@dateline-search/core/search/search-context";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import type { Embedding } from "@dateline-search/core/types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenCorpus, openCorpus } from "../fixtures/open-corpus.ts";
import { MODELS_FOLDER, pullForTests } from "../setup/pull-model.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const SETS = join(HERE, "languages");
const LANGUAGES = readdirSync(SETS);
const ACROSS = join(HERE, "across-languages.jsonl");

let folder: string;
let embedder: Embedder;
/** One index of the articles of all ten languages. */
let all: OpenCorpus;

beforeAll(async () => {
  const { name: modelName } = await pullForTests("multilingual-e5-small-q4");
  embedder = await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName });
  folder = mkdtempSync(join(tmpdir(), "dateline test "));
  const articles = LANGUAGES.map((language) => readFileSync(join(SETS, language, "articles.jsonl"), "utf8"));
  writeFileSync(join(folder, "articles.jsonl"), articles.join(""));
  const opened = await openCorpus(join(folder, "articles.jsonl"), {
    folder: join(folder, "index"),
    embedder,
  });
  all = { ...opened, embedder: embeddingOnce(embedder) };
});
afterAll(async () => {
  all?.close();
  await embedder?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The same questions are asked in several modes and of several languages. */
function embeddingOnce(inner: Embedder): SearchContext["embedder"] {
  const embeddings = new Map<string, Promise<Embedding>>();
  const embedQuery = (text: string) => {
    const embedding = embeddings.get(text) ?? inner.embedQuery(text);
    embeddings.set(text, embedding);
    return embedding;
  };
  return { embedQuery, calibration: inner.calibration, unknownShare: inner.unknownShare };
}

async function ask(context: SearchContext, input: QueryInput) {
  return await searchPassages(context, parseQuery({ collapse: "article", ...input }));
}

/** The same index with a model that has no floor. */
function withoutFloor(): SearchContext {
  return { ...all, embedder: { ...all.embedder, calibration: null } };
}

test("a multilingual model knows every letter of the ten languages", () => {
  const { languages } = all.generation.manifest.segments[0] ?? {};
  expect(languages).toHaveLength(10);
  expect(languages?.every(({ articles }) => articles === 15)).toBe(true);
  for (const { language, unknownShare } of languages ?? [])
    expect(unknownShare, `${language}`).toBeLessThan(0.01);
});

describe("among the articles of ten languages", () => {
  test.each(LANGUAGES)(
    "a question in %s finds nine of ten articles by words, by meaning and by both",
    async (language) => {
      const set = await readJudgedFile(join(SETS, language, "questions.jsonl"));
      for (const mode of MODES) {
        const { figures, firstRelevant } = await evaluate(all, set, mode);
        const ranks = `${mode}: ${[...firstRelevant].join(" ")}`;
        expect(figures.recall10, ranks).toBeGreaterThanOrEqual(0.9);
      }
    },
  );

  test.each(LANGUAGES)("questions in other languages find the article in %s", async (language) => {
    const { queries } = await readJudgedFile(ACROSS);
    const others = queries.filter(({ id }) => !id.startsWith(`${language}-`));
    expect(others.length).toBeGreaterThanOrEqual(27);
    for (const mode of ["semantic", "hybrid"] as const) {
      const lost: string[] = [];
      for (const { text, gradeOf } of others) {
        const { hits } = await ask(withoutFloor(), { text, mode, language, limit: 1 });
        if (!hits.some((hit) => gradeOf(hit) > 0)) lost.push(text);
      }
      expect(lost.length / others.length, `${mode}: ${lost.join(" | ")}`).toBeLessThanOrEqual(0.1);
    }
  });

  test("English questions find the articles of all languages by meaning, where words find one in ten", async () => {
    const judged = await readJudgedFile(ACROSS);
    const set = { ...judged, queries: judged.queries.filter(({ id }) => id.startsWith("en-")) };
    expect(set.queries).toHaveLength(15);
    const meaning = await evaluate(withoutFloor(), set, "semantic");
    expect(meaning.figures.recall10).toBeGreaterThanOrEqual(0.85);
    const words = await evaluate(withoutFloor(), set, "lexical");
    expect(words.figures.recall10).toBeLessThan(0.3);
  });

  test("unanswerable questions get no hits in eleven languages, with few exceptions", async () => {
    const queries = await readUnanswerable(join(HERE, "unanswerable-in-ten-languages.jsonl"));
    expect(queries).toHaveLength(55);
    const answered: string[] = [];
    for (const { text } of queries) if ((await ask(all, { text })).hits.length > 0) answered.push(text);
    expect(answered.length / queries.length, answered.join(" | ")).toBeLessThanOrEqual(0.1);
  });

  test("with that floor, at least half of the questions keep articles in other languages", async () => {
    const { queries } = await readJudgedFile(ACROSS);
    const lost: string[] = [];
    for (const { text, gradeOf } of queries) {
      const { hits } = await ask(all, { text });
      if (!hits.some((hit) => gradeOf(hit) > 0)) lost.push(text);
    }
    expect(lost.length / queries.length, lost.join(" | ")).toBeLessThanOrEqual(0.5);
  });
});
