import { existsSync } from "node:fs";
import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { type CompareQualityOptions, compareQuality } from "@dateline-search/core/evaluation/compare-quality";
import type { JudgedSet } from "@dateline-search/core/evaluation/judged-query";
import { expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const QUERIES: JudgedSet = {
  name: "queries",
  unit: "article",
  queries: ["ferry", "bridge", "wheat"].map((id) => ({
    id,
    text: `What is new about the ${id}?`,
    gradeOf: ({ article }) => (article.id === id ? 1 : 0),
    relevantGrades: [1],
  })),
};

/** Publishes one index after the other into one store. @returns the store and the generations' ids */
async function publishEach(
  corpora: readonly (readonly object[])[],
  modelNames: readonly string[] = [],
): Promise<{ store: FileObjectStore; ids: string[] }> {
  const store = new FileObjectStore(temporaryFolder());
  const ids: string[] = [];
  for (const [index, records] of corpora.entries()) {
    const { folder, report } = await buildTestIndex(records, { modelName: modelNames[index] ?? "a-model" });
    await publish(folder, store, { smokeTest: async () => {} });
    ids.push(report.generation);
  }
  return { store, ids };
}

function optionsFor(
  store: FileObjectStore,
  candidate: string,
  previous: string | null,
): CompareQualityOptions {
  return {
    store,
    candidate,
    previous,
    queries: QUERIES,
    margin: 0.01,
    format: localSegmentFormat,
    openEmbedder: async (modelName) => hashedWordsEmbedder(modelName),
    folder: join(temporaryFolder(), "gate"),
  };
}

const withoutWheat = NEWS_RECORDS.filter(({ id }) => id !== "wheat");

test("a generation that lost an answer does not pass, and the query is named", async () => {
  const { store, ids } = await publishEach([NEWS_RECORDS, withoutWheat]);
  const options = optionsFor(store, ids[1] as string, ids[0] as string);
  expect(await compareQuality(options)).toEqual({
    queries: 3,
    margin: 0.01,
    passed: false,
    candidate: {
      generation: ids[1],
      ndcg10: expect.closeTo(2 / 3),
      recall10: expect.closeTo(2 / 3),
      abstention: null,
      stories: null,
    },
    previous: { generation: ids[0], ndcg10: 1, recall10: 1, abstention: null, stories: null },
    worse: [
      {
        id: "wheat",
        text: "What is new about the wheat?",
        before: { ndcg10: 1, recall10: 1 },
        after: { ndcg10: 0, recall10: 0 },
      },
    ],
  });
  expect(existsSync(options.folder)).toBe(false);
});

test("a loss within the margin passes, but is named", async () => {
  const { store, ids } = await publishEach([NEWS_RECORDS, withoutWheat]);
  const options = { ...optionsFor(store, ids[1] as string, ids[0] as string), margin: 1 / 3 };
  expect(await compareQuality(options)).toMatchObject({ passed: true, worse: [{ id: "wheat" }] });
});

test("a better or an equal generation passes", async () => {
  const { store, ids } = await publishEach([withoutWheat, NEWS_RECORDS]);
  const [worse, better] = ids as [string, string];
  expect(await compareQuality(optionsFor(store, better, worse))).toMatchObject({ passed: true, worse: [] });
  expect(await compareQuality(optionsFor(store, better, better))).toMatchObject({ passed: true, worse: [] });
});

test("a first publication is measured and passes", async () => {
  const { store, ids } = await publishEach([withoutWheat]);
  expect(await compareQuality(optionsFor(store, ids[0] as string, null))).toMatchObject({
    passed: true,
    previous: null,
    candidate: { recall10: expect.closeTo(2 / 3) },
    worse: [],
  });
});

test("each generation is queried with its own model, and nothing is left behind if that is missing", async () => {
  const { store, ids } = await publishEach([NEWS_RECORDS, NEWS_RECORDS], ["old-model", "new-model"]);
  const opened: string[] = [];
  const options = {
    ...optionsFor(store, ids[1] as string, ids[0] as string),
    openEmbedder: async (modelName: string) => {
      opened.push(modelName);
      return hashedWordsEmbedder(modelName);
    },
  };
  expect((await compareQuality(options)).passed).toBe(true);
  expect(opened).toEqual(["new-model", "old-model"]);
  const wrong = { ...options, openEmbedder: async () => hashedWordsEmbedder("new-model") };
  await expect(compareQuality(wrong)).rejects.toMatchObject({ code: "model-mismatch" });
  expect(existsSync(options.folder)).toBe(false);
});

test("a generation whose stories no longer match the judged events does not pass", async () => {
  const [ferry, bridge, , wheat] = NEWS_RECORDS;
  const copy = { ...bridge, title: ferry.title, text: ferry.text };
  const { store, ids } = await publishEach([NEWS_RECORDS, [ferry, copy, wheat]]);
  const [before = "", after = ""] = ids;
  const stories = NEWS_RECORDS.map(({ id }) => ({ event: id, articles: [id] }));
  const queries = { ...QUERIES, queries: QUERIES.queries.slice(2), stories };
  const comparison = await compareQuality({ ...optionsFor(store, after, before), queries });
  expect(comparison).toMatchObject({
    passed: false,
    previous: { stories: { pairPrecision: 1, f1: 1 } },
    candidate: { stories: { pairPrecision: 0 } },
    worse: [],
  });
  const same = await compareQuality({ ...optionsFor(store, before, before), queries });
  expect(same.passed).toBe(true);
});
