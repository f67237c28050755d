import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import type { Manifest } from "@dateline-search/core/generation/manifest";
import { checkModel, openGeneration } from "@dateline-search/core/generation/open-generation";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import { reembedIndex } from "@dateline-search/core/indexing/reembed-index";
import { removeArticles } from "@dateline-search/core/indexing/remove-articles";
import { type Embedder, indexFingerprint, type WindowMethod } from "@dateline-search/core/ports/embedder";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { expect, test } from "vitest";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { InterceptingObjectStore, type StoreCall } from "../../fixtures/intercepting-object-store.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

const OTHER = "another-model";
const PLACES = ["harbour", "market", "station", "theatre"];

const story = (place: string, day: number) => ({
  id: place,
  text: `The ${place} closed on Monday after a strike. Nobody knows when the ${place} will open again.`,
  publishedAt: `2025-03-0${day}`,
  origin: `bucket/${place}`,
});

async function newIndex(folder = temporaryFolder()): Promise<FileObjectStore> {
  const store = new FileObjectStore(folder);
  for (const [index, place] of PLACES.entries()) {
    const { origin, ...article } = story(place, index + 1);
    await updateTestIndex(store, { articles: [article], origin });
  }
  return store;
}

async function reembed(
  store: ObjectStore,
  embedder: Embedder = hashedWordsEmbedder(OTHER),
  windows?: WindowMethod,
) {
  const workFolder = join(temporaryFolder(), "reembed");
  const identities = new IdentityReader(store);
  const context = { store, identities, embedder, format: localSegmentFormat, workFolder };
  return await reembedIndex(context, { windows });
}

async function idsFound(folder: string, embedder: Embedder): Promise<string[]> {
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "sha256" });
  const query = parseQuery({ text: "harbour, market, station, theatre, airport", limit: 50 });
  const { hits } = await searchPassages({ generation, embedder }, query);
  generation.close();
  return [...new Set(hits.map(({ article }) => article.id))].sort();
}

async function knownOf(store: ObjectStore, manifest: Manifest): Promise<string[]> {
  const reader = new IdentityReader(store);
  const known: string[] = [];
  for (const entry of manifest.segments) {
    const table = await reader.read(entry, {});
    for (let row = 0; row < table.length; row++) {
      const { id, fingerprint, origin, version } = table.read(row);
      known.push(JSON.stringify([id, fingerprint, origin, version]));
    }
  }
  return known.sort();
}

/** Does something once, when the first object of a new segment is about to be written. */
function interrupted(store: ObjectStore, work: () => Promise<unknown>): ObjectStore {
  let isDone = false;
  const before = async ({ isWrite, key }: StoreCall) => {
    if (isDone || !isWrite || !key.startsWith("segments/")) return;
    isDone = true;
    await work();
  };
  return new InterceptingObjectStore(store, { before });
}

test("an index gets another model: the same articles in one segment, found by queries of that model", async () => {
  const store = await newIndex();
  const before = await reembed(store, hashedWordsEmbedder());
  expect(before.generation).toBe(before.previous);
  const { generation, previous, manifest } = await reembed(store);
  expect(previous).toBe(before.generation);
  expect(generation).not.toBe(previous);
  expect(manifest.model.name).toBe(OTHER);
  expect([manifest.articles, manifest.segments.length]).toEqual([4, 1]);
  expect(await idsFound(store.folder, hashedWordsEmbedder(OTHER))).toEqual([...PLACES].sort());
  expect(() => checkModel(manifest, hashedWordsEmbedder())).toThrow(/the index was built with another-model/);
  expect((await reembed(store)).generation).toBe(generation);
});

test("the old generation is kept: a rollback restores it with its model", async () => {
  const store = await newIndex();
  const { previous } = await reembed(store);
  await rollBack(store, previous);
  expect(await idsFound(store.folder, hashedWordsEmbedder())).toEqual([...PLACES].sort());
});

test("each article keeps its fingerprint and its origin", async () => {
  const store = await newIndex();
  const before = await reembed(store, hashedWordsEmbedder());
  const after = await reembed(store);
  expect(await knownOf(store, after.manifest)).toEqual(await knownOf(store, before.manifest));
});

test("an update with the old model is rejected afterwards", async () => {
  const store = await newIndex();
  await reembed(store);
  const { origin, ...article } = story("airport", 5);
  await expect(updateTestIndex(store, { articles: [article], origin })).rejects.toMatchObject({
    code: "model-mismatch",
  });
});

test("windows are pooled and separated again: each has its own fingerprint that the model's queries may search", async () => {
  const store = await newIndex();
  const model = hashedWordsEmbedder();
  const { generation: first } = await reembed(store, model);
  const pooled = await reembed(store, model, "pooled");
  expect(pooled.previous).toBe(first);
  expect(pooled.manifest.model).toMatchObject({ name: model.modelName });
  expect(pooled.manifest.model.fingerprint).toBe(indexFingerprint(model.fingerprint, "pooled"));
  expect(pooled.manifest.model.fingerprint).not.toBe(model.fingerprint);
  expect(await idsFound(store.folder, model)).toEqual([...PLACES].sort());
  expect(() => checkModel(pooled.manifest, hashedWordsEmbedder(OTHER))).toThrow(
    /was built with hashed-words/,
  );
  expect((await reembed(store, model, "pooled")).generation).toBe(pooled.generation);
  expect((await reembed(store, model)).manifest.model.fingerprint).toBe(model.fingerprint);
});

test("an update pools windows like the index, and is rejected if that changed since it began", async () => {
  const store = await newIndex();
  const model = hashedWordsEmbedder();
  const { manifest: before } = await reembed(store, model, "pooled");
  const { origin, ...article } = story("airport", 5);
  const { manifest } = await updateTestIndex(store, { articles: [article], origin });
  expect(manifest?.model).toEqual(before.model);
  const late = interrupted(store, async () => await reembed(store, model));
  const { origin: other, ...second } = story("museum", 6);
  await expect(updateTestIndex(late, { articles: [second], origin: other })).rejects.toMatchObject({
    code: "model-mismatch",
    message: expect.stringContaining("re-embedded without --fast meanwhile; add the articles again"),
  });
  expect(
    (await updateTestIndex(store, { articles: [second], origin: other })).manifest?.model.fingerprint,
  ).toBe(model.fingerprint);
});

test("windows of a model that takes one token are not pooled", async () => {
  const embedder = { ...hashedWordsEmbedder(), poolsParts: false };
  await expect(reembed(await newIndex(), embedder, "pooled")).rejects.toMatchObject({
    code: "invalid-input",
    message: expect.stringContaining("Cannot pool windows with the model hashed-words"),
  });
});

test("earlier and simultaneous removals hold", async () => {
  const store = await newIndex();
  const remove = async (id: string) =>
    await removeArticles({ store, identities: new IdentityReader(store) }, [id]);
  await remove("market");
  const { manifest } = await reembed(interrupted(store, async () => await remove("station")));
  expect(manifest.articles).toBe(2);
  expect(await idsFound(store.folder, hashedWordsEmbedder(OTHER))).toEqual(["harbour", "theatre"]);
});

test("articles added meanwhile are embedded too", async () => {
  const store = await newIndex();
  const { origin, ...airport } = story("airport", 5);
  const add = async () => await updateTestIndex(store, { articles: [airport], origin });
  const { manifest } = await reembed(interrupted(store, add));
  expect(manifest.articles).toBe(5);
  expect(await idsFound(store.folder, hashedWordsEmbedder(OTHER))).toEqual(["airport", ...PLACES].sort());
});

test("without an index there is nothing to embed", async () => {
  await expect(reembed(new FileObjectStore(temporaryFolder()))).rejects.toMatchObject({
    code: "object-missing",
  });
});
