import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import type { UnanswerableQuery } from "@dateline-search/core/evaluation/judged-query";
import { measureAbstention } from "@dateline-search/core/evaluation/measure-abstention";
import { readJudgedSet } from "@dateline-search/core/evaluation/read-judged-set";
import { readUnanswerable } from "@dateline-search/core/evaluation/read-questions";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { MODES, parseQuery, type QueryInput, SORTS } from "@dateline-search/core/search/parse-query";
import type { SearchContext } from "@dateline-search/core/search/search-context";
import { countFacetsOfQuery, searchPassages } from "@dateline-search/core/search/search-passages";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenCorpus, openCorpus } from "../fixtures/open-corpus.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const CORPUS = fileURLToPath(new URL("../../corpus", import.meta.url));
/** What both corpora are: news. Everyday news questions are for corpora of another kind. */
const NOT_OF_NEWS = readdirSync(join(HERE, "unanswerable")).filter((file) => file !== "news-questions.jsonl");

const folders: string[] = [];
let embedder: Embedder;
let unanswerable: readonly UnanswerableQuery[];
let ranking: OpenCorpus;
let seed: OpenCorpus;

beforeAll(async () => {
  embedder = await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: DEFAULT_MODEL_NAME });
  const files = NOT_OF_NEWS.map((file) => readUnanswerable(join(HERE, "unanswerable", file)));
  unanswerable = (await Promise.all(files)).flat();
  ranking = await openNew(join(HERE, "ranking-set", "corpus.jsonl"));
  seed = await openNew(CORPUS);
});
afterAll(async () => {
  ranking.close();
  seed.close();
  await embedder.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

async function openNew(corpusPath: string): Promise<OpenCorpus> {
  const folder = mkdtempSync(join(tmpdir(), "dateline test "));
  folders.push(folder);
  return await openCorpus(corpusPath, { folder, embedder });
}

const ask = (context: SearchContext, query: QueryInput) => searchPassages(context, parseQuery(query));

test("there are 200 unanswerable queries of five kinds, without duplicates", () => {
  expect(NOT_OF_NEWS).toHaveLength(5);
  expect(unanswerable.length).toBeGreaterThanOrEqual(200);
  expect(new Set(unanswerable.map(({ text }) => text)).size).toBe(unanswerable.length);
});

test.each(MODES.flatMap((mode) => [["ranking-set", mode] as const, ["seed-questions.jsonl", mode] as const]))(
  "%s, %s: all queries keep their answer, 95 of 100 unanswerable ones get none",
  async (name, mode) => {
    const set = { ...(await readJudgedSet(join(HERE, name))), unanswerable };
    const abstention = await measureAbstention(name === "ranking-set" ? ranking : seed, set, mode);
    expect(abstention?.lost.map(({ text }) => text)).toEqual([]);
    expect(
      abstention?.refused,
      JSON.stringify(abstention?.answered.map(({ text }) => text)),
    ).toBeGreaterThanOrEqual(0.95);
  },
);

describe("an unanswerable query", () => {
  test.each(["xylophone", "asdfghjkl qwertz", "How do I bake sourdough bread?", "iphone 27 launch"])(
    "%s gets no hit in any order and no facet, but the nearest articles",
    async (text) => {
      for (const sort of SORTS) {
        const { hits, total, nearest, candidates, confidence, facets } = await ask(seed, {
          text,
          sort,
          facets: ["source", "month"],
        });
        expect([hits, total]).toEqual([[], 0]);
        expect(candidates).toBeGreaterThan(0);
        expect(confidence).toBeLessThan(seed.embedder.calibration?.hybrid.floor ?? 0);
        expect(nearest.map(({ rank }) => rank)).toEqual([1]);
        expect(facets?.source?.values).toEqual([]);
      }
      expect((await countFacetsOfQuery(seed, parseQuery({ text }))).total).toBe(0);
      expect((await ask(seed, { text, minConfidence: 0 })).total).toBe(4);
    },
  );

  test("does not turn a story into an answer because of one common word", async () => {
    const { hits } = await ask(ranking, { text: "knitting patterns for a children's jumper" });
    expect(hits).toEqual([]);
  });
});

test("hits have confidences that are comparable between answers", async () => {
  const near = await ask(seed, { text: "uranium enrichment by South Korea", limit: 1 });
  const far = await ask(seed, { text: "a recipe for apple pie", limit: 1, minConfidence: 0 });
  const [answer, noise] = [near.hits[0]?.parts, far.hits[0]?.parts];
  expect(answer?.similarity).toBeGreaterThan(0.4);
  expect(answer?.coverage).toBeGreaterThan(0.6);
  expect(noise).toMatchObject({ semantic: 1, coverage: 0 });
  expect(noise?.similarity).toBeLessThan(0.2);
  expect(near.confidence).toBeGreaterThan(0.9);
  expect(far.confidence).toBeLessThan(0.1);
});

test.each(SORTS)("hits and facets agree when sorted by %s", async (sort) => {
  const query = { text: "ferry to the islands", sort, collapse: "article", limit: 100 };
  const { hits, total, facets } = await ask(ranking, { ...query, facets: ["month", "source"] });
  expect(hits).toHaveLength(total);
  expect(total).toBeGreaterThan(1);
  const counted = await countFacetsOfQuery(ranking, parseQuery(query));
  expect(counted.total).toBe(total);
  expect(facets).toEqual({ month: counted.facets.month, source: counted.facets.source });
});

test("an empty index has no nearest articles either", async () => {
  const found = await ask(seed, { text: "uranium", source: "nobody" });
  expect(found).toMatchObject({ hits: [], nearest: [], total: 0, candidates: 0, confidence: 0 });
});
