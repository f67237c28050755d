import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError } from "@dateline-search/core/errors";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { type OpenGeneration, openGeneration } from "@dateline-search/core/generation/open-generation";
import { compactIndex } from "@dateline-search/core/indexing/compact-index";
import { claimIndex } from "@dateline-search/core/opensearch/claim-index";
import type { ClusterClient } from "@dateline-search/core/opensearch/cluster-client";
import { collectIndices } from "@dateline-search/core/opensearch/collect-indices";
import { IndexStore } from "@dateline-search/core/opensearch/index-store";
import { loadGeneration } from "@dateline-search/core/opensearch/load-generation";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import type { SearchEngine } from "@dateline-search/core/search/search-engine";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { expect, onTestFinished, test } from "vitest";
import { buildTestIndex } from "../fixtures/build-test-index.ts";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { updateTestIndex } from "../fixtures/update-test-index.ts";
import { openIndices, openTestEngine } from "./open-indices.ts";

const embedder = hashedWordsEmbedder();
const QUESTIONS = [
  "ferry islands",
  "old bridge",
  "wheat harvest prices",
  "orchestra conductor",
  "lentil soup",
  "",
];

async function openLatest(folder: string): Promise<OpenGeneration> {
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "size" });
  onTestFinished(() => generation.close());
  return generation;
}

/** Ids of the hits, in order, with their places in the articles. */
async function answersOf(generation: Parameters<typeof searchPassages>[0]["generation"]) {
  const answers = QUESTIONS.map(async (text) => {
    const { hits, total } = await searchPassages({ generation, embedder }, parseQuery({ text, limit: 20 }));
    return { text, total, hits: hits.map(({ passage, article }) => `${passage.id} ${article.title}`) };
  });
  return await Promise.all(answers);
}

async function expectSameAnswers(engine: SearchEngine, generation: OpenGeneration): Promise<void> {
  await engine.refreshNow();
  expect(engine.describe().generation).toBe(generation.id);
  expect(await engine.use(answersOf)).toEqual(await answersOf(generation));
}

const CORRECTED = {
  id: "bridge",
  title: "Council opens the old bridge again",
  text: "The old bridge carries lorries again, since engineers mended both of its pillars.",
  publishedAt: "2025-05-10",
};
const NEW = {
  id: "tram",
  title: "A tram for the old town",
  text: "Rails will lead over the old bridge.",
  publishedAt: "2025-05-11",
};

test("additions, corrections and removals are applied to the current index", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const { location, indices } = await openIndices("changes");
  const first = await loadGeneration(await openLatest(folder), indices);
  expect(first).toMatchObject({ unchanged: false, written: NEWS_RECORDS.length, deleted: 0 });
  const engine = await openTestEngine(location);
  await updateTestIndex(new FileObjectStore(folder), { articles: [CORRECTED, NEW], removeIds: ["wheat"] });
  const latest = await openLatest(folder);
  const second = await loadGeneration(latest, indices);
  expect(second).toMatchObject({ index: first.index, written: 2, articles: NEWS_RECORDS.length });
  await expectSameAnswers(engine, latest);
  expect(await loadGeneration(latest, indices)).toMatchObject({ unchanged: true, written: 0 });
});

test("an index with merged segments gives the same answers, and so does an earlier generation", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const store = new FileObjectStore(folder);
  const { location, indices } = await openIndices("merged");
  const first = await openLatest(folder);
  await loadGeneration(first, indices);
  const engine = await openTestEngine(location);
  await updateTestIndex(store, { articles: [CORRECTED, NEW] });
  await loadGeneration(await openLatest(folder), indices);
  const workFolder = temporaryFolder();
  const context = { store, identities: new IdentityReader(store), format: localSegmentFormat, workFolder };
  await compactIndex(context, { all: true });
  const merged = await openLatest(folder);
  expect(merged.segments).toHaveLength(1);
  await loadGeneration(merged, indices);
  await expectSameAnswers(engine, merged);
  await loadGeneration(first, indices);
  await expectSameAnswers(engine, first);
});

test("a new index takes over in one step, and the previous one can be restored until it is collected", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const { location, indices } = await openIndices("rebuilt");
  const generation = await openLatest(folder);
  const first = await loadGeneration(generation, indices);
  const engine = await openTestEngine(location);
  const second = await loadGeneration(generation, indices, { rebuild: true, quantization: "byte" });
  expect(second.index).not.toBe(first.index);
  await engine.refreshNow();
  expect((await indices.current()).index).toBe(second.index);
  expect(await engine.use(answersOf)).toHaveLength(QUESTIONS.length);
  await indices.switchTo(first.index);
  await expectSameAnswers(engine, generation);
  expect(await collectIndices(indices, { keep: 0, dryRun: true })).toEqual([second.index]);
  expect(await collectIndices(indices, { keep: 0 })).toEqual([second.index]);
  expect((await indices.list()).map(({ index }) => index)).toEqual([first.index]);
});

test("an index that fails its check is not used", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const { location, indices } = await openIndices("refused");
  const generation = await openLatest(folder);
  const first = await loadGeneration(generation, indices);
  const refusal = new DatelineError("publish-refused", "Cannot publish: the check says so");
  const check = async () => {
    throw refusal;
  };
  await expect(loadGeneration(generation, indices, { rebuild: true, check })).rejects.toBe(refusal);
  expect((await indices.list()).map(({ index }) => index)).toEqual([first.index]);
  await expectSameAnswers(await openTestEngine(location), generation);
});

/** A client whose process dies: from the `bulks`th bulk request on nothing is sent any more. */
function dyingClient(client: ClusterClient, bulks: number): ClusterClient {
  let left = bulks;
  return {
    ...client,
    request: async (request) => {
      if (request.path.endsWith("/_bulk")) left -= 1;
      if (left < 0) throw new DatelineError("internal", "The process was killed");
      return await client.request(request);
    },
  };
}

test("a killed load continues where it stopped, even if a later generation is then loaded", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const { location, client, indices } = await openIndices("killed");
  const first = await openLatest(folder);
  const dying = new IndexStore(dyingClient(client, 0));
  await expect(loadGeneration(first, dying)).rejects.toThrow("The process was killed");
  await expect(indices.current()).rejects.toMatchObject({ code: "index-missing" });
  await loadGeneration(first, indices, { claimMs: 200 });
  const engine = await openTestEngine(location);
  await expectSameAnswers(engine, first);

  await updateTestIndex(new FileObjectStore(folder), { articles: [CORRECTED] });
  const killed = loadGeneration(await openLatest(folder), new IndexStore(dyingClient(client, 0)));
  await expect(killed).rejects.toThrow("The process was killed");
  await expectSameAnswers(engine, first);
  await updateTestIndex(new FileObjectStore(folder), { articles: [NEW], removeIds: ["wheat"] });
  const latest = await openLatest(folder);
  await loadGeneration(latest, indices, { claimMs: 200 });
  await expectSameAnswers(engine, latest);
});

test("two simultaneous writers lose nothing", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const store = new FileObjectStore(folder);
  const { location, indices } = await openIndices("writers");
  await loadGeneration(await openLatest(folder), indices);
  await updateTestIndex(store, { articles: [CORRECTED] });
  const second = await openLatest(folder);
  await updateTestIndex(store, { articles: [NEW] });
  const third = await openLatest(folder);
  await Promise.all([loadGeneration(second, indices), loadGeneration(third, indices)]);
  // Whoever came last decides what answers; the next load of the latest finds everything it needs.
  await loadGeneration(third, indices);
  await expectSameAnswers(await openTestEngine(location), third);
});

test("a yielding writer leaves the index to a live one, and takes it over from a dead one", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const { indices } = await openIndices("yielding");
  const { index } = await loadGeneration(await openLatest(folder), indices);
  const other = await claimIndex(indices, index, {});
  let isOver = false;
  const yielding = claimIndex(indices, index, { yields: true }).finally(() => {
    isOver = true;
  });
  const refused = expect(yielding).rejects.toMatchObject({ code: "write-conflict" });
  while (!isOver) await other.write(other.state);
  await refused;
  const taken = await claimIndex(indices, index, { yields: true, claimMs: 200 });
  await taken.release();
});

test("an incomplete index is loaded again", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const { location, client, indices } = await openIndices("damaged");
  const first = await loadGeneration(await openLatest(folder), indices);
  await client.request({
    method: "POST",
    path: `/${first.index}/_delete_by_query`,
    query: { refresh: true },
    body: { query: { term: { articleId: "ferry" } } },
  });
  await updateTestIndex(new FileObjectStore(folder), { articles: [NEW] });
  const latest = await openLatest(folder);
  const second = await loadGeneration(latest, indices);
  expect(second.index).not.toBe(first.index);
  await expectSameAnswers(await openTestEngine(location), latest);
});
