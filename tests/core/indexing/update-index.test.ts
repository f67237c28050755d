import { CountingObjectStore } from "@dateline-search/core/adapters/object-store/counting-object-store";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { collectGarbage } from "@dateline-search/core/generation/collect-garbage";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import type { SearchResult } from "@dateline-search/core/types";
import { expect, test } from "vitest";
import { InterceptingObjectStore, killedAtWrite } from "../../fixtures/intercepting-object-store.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

const FERRY = { id: "ferry", text: "The ferry to the northern islands sailed again on Monday." };
const WHEAT = { id: "wheat", text: "Farmers brought in the largest wheat harvest for a decade." };
const BRIDGE = { id: "bridge", text: "Engineers found cracks in two pillars of the old bridge." };

async function found(store: FileObjectStore, text: string): Promise<SearchResult["hits"]> {
  return (await searchTestIndex(store.folder, { text, limit: 50 })).hits;
}

async function foundIds(store: FileObjectStore): Promise<string[]> {
  const hits = await found(store, "ferry wheat bridge report weather");
  return [...new Set(hits.map(({ article }) => article.id))].sort();
}

test("the first update creates an index, the next one adds a segment and keeps the old one", async () => {
  const store = new FileObjectStore(temporaryFolder());
  const first = await updateTestIndex(store, { articles: [FERRY] });
  const second = await updateTestIndex(store, { articles: [WHEAT, FERRY] });
  expect(first).toMatchObject({ added: ["ferry"], passages: 1 });
  expect(second).toMatchObject({ added: ["wheat"], unchanged: ["ferry"], passages: 1 });
  expect(second.manifest?.segments[0]).toEqual(first.manifest?.segments[0]);
  expect(second.manifest).toMatchObject({ articles: 2, passages: 2, segments: [{}, {}] });
  expect(await foundIds(store)).toEqual(["ferry", "wheat"]);
});

test("articles already in the index cause no write and no new generation", async () => {
  const store = new CountingObjectStore(new MemoryObjectStore());
  const { generation } = await updateTestIndex(store, { articles: [FERRY, WHEAT] });
  store.reset();
  const again = await updateTestIndex(store, { articles: [FERRY, WHEAT] });
  expect(again).toMatchObject({ generation, unchanged: ["ferry", "wheat"], added: [], passages: 0 });
  expect(Object.keys(store.counts)).toEqual(["get"]);
});

test("a new version replaces the passages and keeps the time of first publication", async () => {
  const store = new FileObjectStore(temporaryFolder());
  await updateTestIndex(store, { articles: [{ ...FERRY, publishedAt: "2025-03-03" }, WHEAT] });
  const corrected = { ...FERRY, text: "The ferry stayed in port.", publishedAt: "2025-03-05T08:00:00Z" };
  const report = await updateTestIndex(store, { articles: [corrected] });
  expect(report).toMatchObject({ replaced: ["ferry"], removed: 0, manifest: { articles: 2, passages: 2 } });
  const [hit, ...others] = (await found(store, "ferry")).filter(({ article }) => article.id === "ferry");
  expect(others).toEqual([]);
  expect(hit?.passage.text).toBe("The ferry stayed in port.");
  expect(hit?.article).toMatchObject({ publishedAt: "2025-03-03", updatedAt: "2025-03-05T08:00:00Z" });
  expect(await updateTestIndex(store, { articles: [corrected] })).toMatchObject({ unchanged: ["ferry"] });
});

test("an older version does not replace a newer one", async () => {
  const store = new FileObjectStore(temporaryFolder());
  const newer = { ...FERRY, updatedAt: "2025-03-05T08:00:00Z" };
  const { generation } = await updateTestIndex(store, { articles: [newer] });
  const older = { ...FERRY, text: "Old news of the ferry.", updatedAt: "2025-03-05T07:00:00Z" };
  expect(await updateTestIndex(store, { articles: [older] })).toMatchObject({
    generation,
    outdated: ["ferry"],
  });
});

test("a removed article is not found by meaning, words or filter, and an empty segment is dropped", async () => {
  const store = new FileObjectStore(temporaryFolder());
  await updateTestIndex(store, { articles: [FERRY, WHEAT] });
  await updateTestIndex(store, { articles: [BRIDGE] });
  const report = await updateTestIndex(store, { removeIds: ["ferry", "bridge", "nowhere"] });
  expect(report).toMatchObject({ removed: 2, missing: ["nowhere"] });
  expect(report.manifest).toMatchObject({
    articles: 1,
    passages: 1,
    segments: [{ removed: { articles: 1 } }],
  });
  expect(await foundIds(store)).toEqual(["wheat"]);
  const filtered = await searchTestIndex(store.folder, { text: "ferry", articleId: ["ferry"] });
  expect(filtered.hits).toEqual([]);
});

test("a withdrawn article returns only in a later version", async () => {
  const store = new FileObjectStore(temporaryFolder());
  const ferry = { ...FERRY, updatedAt: "2025-03-03" };
  await updateTestIndex(store, { articles: [ferry, WHEAT] });
  await updateTestIndex(store, { withdrawals: [{ id: "ferry", statedAt: "2025-03-04" }] });
  expect(await updateTestIndex(store, { articles: [ferry] })).toMatchObject({
    added: [],
    takenDown: ["ferry"],
  });
  expect(await foundIds(store)).toEqual(["wheat"]);
  const later = { ...ferry, updatedAt: "2025-03-05" };
  expect(await updateTestIndex(store, { articles: [later] })).toMatchObject({
    added: ["ferry"],
    takenDown: [],
  });
  expect(await foundIds(store)).toEqual(["ferry", "wheat"]);
});

test("removing the last article leaves an empty index that accepts new ones", async () => {
  const store = new FileObjectStore(temporaryFolder());
  await updateTestIndex(store, { articles: [FERRY] });
  const { manifest } = await updateTestIndex(store, { removeIds: ["ferry"] });
  expect(manifest).toMatchObject({ articles: 0, passages: 0, segments: [] });
  expect(await foundIds(store)).toEqual([]);
  await updateTestIndex(store, { articles: [WHEAT] });
  expect(await foundIds(store)).toEqual(["wheat"]);
});

test("articles that an object no longer contains are removed, those from elsewhere stay", async () => {
  const store = new FileObjectStore(temporaryFolder());
  const origin = "articles/today.jsonl";
  await updateTestIndex(store, { articles: [FERRY, WHEAT], origin });
  await updateTestIndex(store, { articles: [BRIDGE] });
  const rewritten = await updateTestIndex(store, { articles: [WHEAT], origin, origins: [origin] });
  expect(rewritten).toMatchObject({ unchanged: ["wheat"], removed: 1 });
  expect(await foundIds(store)).toEqual(["bridge", "wheat"]);
  await updateTestIndex(store, { origins: [origin] });
  expect(await foundIds(store)).toEqual(["bridge"]);
});

test("an article that moved to another object stays if the first is deleted", async () => {
  const store = new FileObjectStore(temporaryFolder());
  await updateTestIndex(store, { articles: [FERRY], origin: "a.json" });
  await updateTestIndex(store, { articles: [FERRY], origin: "b.json", origins: ["b.json"] });
  await updateTestIndex(store, { origins: ["a.json"] });
  expect(await foundIds(store)).toEqual(["ferry"]);
});

test("the newer of two versions in an update wins, or the last if times do not decide", async () => {
  const store = new FileObjectStore(temporaryFolder());
  const version = (text: string, updatedAt: string | null) => ({ ...FERRY, text, updatedAt });
  const undated = [FERRY, { ...FERRY, text: "The ferry sank." }];
  const first = await updateTestIndex(store, { articles: undated });
  expect(first).toMatchObject({ added: ["ferry"], repeated: ["ferry"], manifest: { articles: 1 } });
  expect((await found(store, "ferry")).map(({ passage }) => passage.text)).toEqual(["The ferry sank."]);
  const dated = [version("The ferry floats.", "2025-03-02"), version("The ferry waits.", "2025-03-01")];
  const second = await updateTestIndex(store, { articles: dated });
  expect(second).toMatchObject({ replaced: ["ferry"], repeated: ["ferry"], manifest: { articles: 1 } });
  expect((await found(store, "ferry")).map(({ passage }) => passage.text)).toEqual(["The ferry floats."]);
  expect(await updateTestIndex(store, { articles: dated })).toMatchObject({
    unchanged: ["ferry"],
    generation: second.generation,
  });
});

test("an older version in the same update sets the time of first publication, which later updates keep", async () => {
  const store = new FileObjectStore(temporaryFolder());
  const later = { ...FERRY, text: "The ferry sank.", publishedAt: "2025-03-05" };
  await updateTestIndex(store, { articles: [later, { ...FERRY, publishedAt: "2025-03-03" }] });
  const [hit] = await found(store, "ferry");
  expect(hit?.passage.text).toBe("The ferry sank.");
  expect(hit?.article).toMatchObject({ publishedAt: "2025-03-03", updatedAt: "2025-03-05" });
  expect(await updateTestIndex(store, { articles: [later] })).toMatchObject({ unchanged: ["ferry"] });
});

test("ten simultaneous writers all end up in the index", async () => {
  const store = new FileObjectStore(temporaryFolder());
  await updateTestIndex(store, { articles: [FERRY] });
  const ids = Array.from({ length: 10 }, (_, index) => `story-${index}`);
  const reports = await Promise.all(ids.map((id) => updateTestIndex(store, { articles: [{ id }] })));
  expect(reports.some(({ conflicts }) => conflicts > 0)).toBe(true);
  expect(await foundIds(store)).toEqual(["ferry", ...ids].sort());
});

test("two writers of the same article add it once", async () => {
  const store = new FileObjectStore(temporaryFolder());
  await updateTestIndex(store, { articles: [WHEAT] });
  await Promise.all([1, 2, 3].map(() => updateTestIndex(store, { articles: [FERRY, BRIDGE] })));
  const hits = await found(store, "ferry wheat bridge");
  expect(hits.map(({ article }) => article.id).sort()).toEqual(["bridge", "ferry", "wheat"]);
});

test.each(["before", "after"] as const)(
  "killed %s any of its writes, an update has happened entirely or not at all, and can be repeated",
  async (when) => {
    let kills = 0;
    for (let n = 1; ; n++) {
      const store = new FileObjectStore(temporaryFolder());
      await updateTestIndex(store, { articles: [FERRY, WHEAT] });
      const change = { articles: [{ ...FERRY, text: "The ferry sank." }, BRIDGE], removeIds: ["wheat"] };
      const outcome = await updateTestIndex(killedAtWrite(store, n, when), change).catch(
        () => "killed" as const,
      );
      const texts = (await found(store, "ferry wheat bridge")).map(({ passage }) => passage.text).sort();
      expect([[FERRY.text, WHEAT.text].sort(), [BRIDGE.text, "The ferry sank."].sort()]).toContainEqual(
        texts,
      );
      await updateTestIndex(store, change);
      expect(await foundIds(store)).toEqual(["bridge", "ferry"]);
      if (outcome !== "killed") break;
      kills += 1;
    }
    // Lease, three files, manifest and latest.json.
    expect(kills).toBeGreaterThanOrEqual(6);
  },
);

test("a damaged latest.json is not mistaken for an empty index", async () => {
  const store = new FileObjectStore(temporaryFolder());
  await updateTestIndex(store, { articles: [FERRY] });
  const found = await store.get(LATEST_KEY);
  await store.putIfMatch(LATEST_KEY, Buffer.from("{"), found?.etag ?? null);
  await expect(updateTestIndex(store, { articles: [WHEAT] })).rejects.toMatchObject({
    code: "index-corrupt",
  });
});

test("the ids of a segment are read once, and by another process from its folder", async () => {
  const store = new CountingObjectStore(new MemoryObjectStore());
  await updateTestIndex(store, { articles: [FERRY] });
  const cache = new FileObjectStore(temporaryFolder());
  const keys = async (identities: IdentityReader, id: string) => {
    store.reset();
    await updateTestIndex(store, { articles: [{ id }], identities });
    return store.counts.get?.calls;
  };
  const reader = new IdentityReader(store, cache);
  const first = await keys(reader, "one");
  const second = await keys(reader, "two");
  const other = await keys(new IdentityReader(store, cache), "three");
  // latest.json and the manifest twice, the garbage lock, and the segments that were not known.
  expect([first, second, other]).toEqual([6, 6, 6]);
});

test("an article that comes together with its withdrawal is not in the index, nor is its earlier version", async () => {
  const store = new FileObjectStore(temporaryFolder());
  await updateTestIndex(store, { articles: [{ id: "old" }, { id: "stays" }] });
  const articles = [{ id: "old", text: "Another version of it." }, { id: "new" }, { id: "kept" }];
  const { manifest } = await updateTestIndex(store, { articles, removeIds: ["old", "new"] });
  expect(manifest?.articles).toBe(2);
});

test("if others collect what an update is reading, it restarts on their index", async () => {
  const store = new FileObjectStore(temporaryFolder());
  await updateTestIndex(store, { articles: [FERRY] });
  const replaceAndCollect = async (text: string) => {
    await updateTestIndex(store, { articles: [{ ...FERRY, text }] });
    await collectGarbage(store, { keep: 0, graceMs: 0 });
  };
  let manifests = 0;
  let tables = 0;
  const busy = new InterceptingObjectStore(store, {
    before: async ({ operation, key }) => {
      if (operation !== "get") return;
      // The first of each is read before the segment is built.
      if (key.startsWith("generations/") && ++manifests === 2) await replaceAndCollect("The ferry waits.");
      if (key.startsWith("segments/") && ++tables === 2) await replaceAndCollect("The ferry stayed in port.");
    },
  });
  const { conflicts } = await updateTestIndex(busy, { articles: [WHEAT] });
  expect(conflicts).toBe(1);
  expect(await foundIds(store)).toEqual(["ferry", "wheat"]);
});

test.each(["generations/", "segments/"])(
  "the same for its first reads, before any article: the first of %s",
  async (prefix) => {
    const store = new FileObjectStore(temporaryFolder());
    await updateTestIndex(store, { articles: [FERRY] });
    let isCollected = false;
    const busy = new InterceptingObjectStore(store, {
      before: async ({ operation, key }) => {
        if (isCollected || operation !== "get" || !key.startsWith(prefix)) return;
        isCollected = true;
        await updateTestIndex(store, { articles: [{ ...FERRY, text: "The ferry waits." }] });
        await collectGarbage(store, { keep: 0, graceMs: 0 });
      },
    });
    expect(await updateTestIndex(busy, { articles: [WHEAT, FERRY] })).toMatchObject({
      added: ["wheat"],
      replaced: ["ferry"],
    });
    expect(await foundIds(store)).toEqual(["ferry", "wheat"]);
  },
);

test("a missing object without a newer index is an error", async () => {
  const store = new FileObjectStore(temporaryFolder());
  const { manifest } = await updateTestIndex(store, { articles: [FERRY] });
  await store.delete([`segments/${manifest?.segments[0]?.id}/articles.ids`]);
  await expect(updateTestIndex(store, { articles: [WHEAT] })).rejects.toMatchObject({
    code: "object-missing",
  });
});
