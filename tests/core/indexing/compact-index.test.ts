import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { collectGarbage } from "@dateline-search/core/generation/collect-garbage";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import { type CompactOptions, compactIndex } from "@dateline-search/core/indexing/compact-index";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import type { Hit } from "@dateline-search/core/types";
import { expect, test } from "vitest";
import { InterceptingObjectStore, killedAtWrite } from "../../fixtures/intercepting-object-store.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { type KnownArticle, updateTestIndex } from "../../fixtures/update-test-index.ts";

const PLACES = ["harbour", "market", "station", "theatre", "museum", "airport", "stadium", "library"];
const QUERIES = ["harbour strike", "who opened the museum?", "airport report on Monday", "theatre, station"];

/** Articles of two passages each, some words in common. */
function stories(first: number, count: number): KnownArticle[] {
  return Array.from({ length: count }, (_, index) => {
    const place = PLACES[(first + index) % PLACES.length];
    const id = `story-${first + index}`;
    const text = `The ${place} closed after a report on ${id}. Workers had been on strike since Monday.\n\nA crowd came to the ${place} when the mayor opened it again, and ${"cheered loudly ".repeat(20)}.`;
    return { id, text, publishedAt: `2025-03-${String(1 + ((first + index) % 28)).padStart(2, "0")}` };
  });
}

async function compact(store: ObjectStore, options: CompactOptions = {}) {
  const workFolder = join(temporaryFolder(), "compact");
  const identities = new IdentityReader(store);
  return await compactIndex({ store, identities, format: localSegmentFormat, workFolder }, options);
}

async function newIndex(...batches: (readonly KnownArticle[])[]): Promise<FileObjectStore> {
  const store = new FileObjectStore(temporaryFolder());
  for (const articles of batches) await updateTestIndex(store, { articles });
  return store;
}

async function hitsOf(store: FileObjectStore): Promise<readonly (readonly Hit[])[]> {
  const hits: (readonly Hit[])[] = [];
  for (const text of QUERIES) hits.push((await searchTestIndex(store.folder, { text, limit: 20 })).hits);
  return hits;
}

async function ids(store: FileObjectStore): Promise<string[]> {
  const { hits } = await searchTestIndex(store.folder, { text: PLACES.join(" "), limit: 100 });
  return [...new Set(hits.map(({ article }) => article.id))].sort();
}

test("merged segments are byte for byte equal to a build of all their articles", async () => {
  const together = await updateTestIndex(await newIndex(), { articles: stories(0, 12) });
  const store = await newIndex(stories(0, 5), stories(5, 4), stories(9, 3));
  const { manifest, merged } = await compact(store, { all: true });
  expect(merged).toEqual([3]);
  const [one, other] = [manifest?.segments[0], together.manifest?.segments[0]];
  expect(one).toEqual({ ...other, id: one?.id });
  expect(one?.id).not.toBe(other?.id);
});

test("one build, several segments and the compacted segments give the same hits", async () => {
  const one = await newIndex(stories(0, 24));
  const several = await newIndex(stories(0, 10), stories(10, 1), stories(11, 13));
  const expected = await hitsOf(one);
  expect(expected.every((hits) => hits.length > 0)).toBe(true);
  expect(await hitsOf(several)).toEqual(expected);
  await compact(several, { all: true });
  expect(await hitsOf(several)).toEqual(expected);
});

test("removed articles are not copied, and the next garbage collection deletes their texts", async () => {
  const store = await newIndex(stories(0, 6), stories(6, 6));
  await updateTestIndex(store, { removeIds: ["story-1", "story-7"] });
  const { manifest, passages } = await compact(store, { all: true });
  const [segment] = manifest?.segments ?? [];
  expect(manifest).toMatchObject({ articles: 10, segments: [{ articles: 10, removed: { articles: 0 } }] });
  expect(passages).toBe(manifest?.passages);
  await collectGarbage(store, { keep: 0, graceMs: 0 });
  const folders = new Set<string | undefined>();
  for await (const { key } of store.list("segments/")) folders.add(key.split("/")[1]);
  expect([...folders]).toEqual([segment?.id]);
  expect(await ids(store)).not.toContain("story-1");
});

test("an index with many updates keeps few segments and loses nothing", async () => {
  const store = await newIndex();
  for (let index = 0; index < 40; index++) {
    await updateTestIndex(store, { articles: stories(index, 1) });
    await compact(store, { maxPassages: 4_096 });
  }
  const { manifest } = await compact(store);
  expect(manifest?.articles).toBe(40);
  // Of each size three at most; 80 passages make two sizes.
  expect(manifest?.segments.length).toBeLessThanOrEqual(6);
  expect(await ids(store)).toHaveLength(40);
});

test("merges above the given size are skipped, and an index without need is unchanged", async () => {
  const store = await newIndex(...[0, 1, 2, 3].map((first) => stories(first, 1)));
  const { generation } = await compact(store, { maxPassages: 3 });
  expect(await compact(store, { maxPassages: 3 })).toMatchObject({ generation, merged: [], passages: 0 });
  expect((await compact(store)).merged).toEqual([4]);
  expect((await compact(store, { all: true })).merged).toEqual([]);
  expect((await compact(await newIndex())).generation).toBeNull();
});

test("a segment that lost more than a quarter of its passages is rewritten", async () => {
  const store = await newIndex(stories(0, 8));
  await updateTestIndex(store, { removeIds: ["story-0", "story-1"] });
  expect((await compact(store)).merged).toEqual([]);
  await updateTestIndex(store, { removeIds: ["story-2"] });
  expect(await compact(store)).toMatchObject({ merged: [1], manifest: { segments: [{ articles: 5 }] } });
});

test.each(["before", "after"] as const)(
  "killed %s any of its writes, a compaction loses nothing and can be repeated",
  async (when) => {
    let kills = 0;
    for (let n = 1; ; n++) {
      const store = await newIndex(stories(0, 2), stories(2, 2), stories(4, 2));
      await updateTestIndex(store, { removeIds: ["story-3"] });
      const before = await ids(store);
      const outcome = await compact(killedAtWrite(store, n, when), { all: true }).catch(() => "killed");
      expect(await ids(store)).toEqual(before);
      expect((await compact(store, { all: true })).manifest?.segments).toHaveLength(1);
      expect(await ids(store)).toEqual(before);
      if (outcome !== "killed") break;
      kills += 1;
    }
    // Lease, three files, manifest and latest.json.
    expect(kills).toBeGreaterThanOrEqual(6);
  },
);

/** Runs something just before a compaction first writes, which is when it has copied everything. */
function meanwhile(store: FileObjectStore, work: () => Promise<unknown>): ObjectStore {
  let isDone = false;
  return new InterceptingObjectStore(store, {
    before: async ({ isWrite }) => {
      if (!isWrite || isDone) return;
      isDone = true;
      await work();
    },
  });
}

test("articles added, replaced or removed during the copying are neither lost nor restored", async () => {
  const store = await newIndex(stories(0, 3), stories(3, 3));
  const corrected = { id: "story-4", text: "The theatre stays closed." };
  const busy = meanwhile(store, async () => {
    await updateTestIndex(store, { removeIds: ["story-0"] });
    await updateTestIndex(store, { articles: [...stories(6, 1), corrected] });
  });
  await compact(busy, { all: true });
  expect(await ids(store)).toEqual([1, 2, 3, 4, 5, 6].map((index) => `story-${index}`));
  const { hits } = await searchTestIndex(store.folder, { text: "theatre", articleId: ["story-4"] });
  expect(hits.map(({ passage }) => passage.text)).toEqual([corrected.text]);
});

test("two simultaneous compactions, with a garbage collection after the first, leave every article once", async () => {
  const store = await newIndex(stories(0, 3), stories(3, 3), stories(6, 3));
  const busy = meanwhile(store, async () => {
    await compact(store, { all: true });
    await collectGarbage(store, { keep: 0, graceMs: 0 });
  });
  const { manifest } = await compact(busy, { all: true });
  expect(manifest).toMatchObject({ articles: 9 });
  expect(await ids(store)).toHaveLength(9);
});

test("a simultaneous rollback is not undone", async () => {
  const store = await newIndex(stories(0, 3));
  const first = await store.get("latest.json");
  await updateTestIndex(store, { articles: stories(3, 3) });
  const busy = meanwhile(store, async () => {
    const now = await store.get("latest.json");
    await store.putIfMatch("latest.json", first?.bytes as Uint8Array, now?.etag as string);
  });
  await compact(busy, { all: true });
  expect(await ids(store)).toEqual(["story-0", "story-1", "story-2"]);
});

test("articles that a rollback restores during the copying are not lost", async () => {
  const store = await newIndex(stories(0, 3), stories(3, 3));
  const [replaced] = stories(1, 1) as [KnownArticle];
  await updateTestIndex(store, { articles: [{ ...replaced, text: "Another text, which is taken back." }] });
  const busy = meanwhile(store, async () => void (await rollBack(store)));
  const { manifest, merged } = await compact(busy, { all: true });
  expect(await ids(store)).toEqual([0, 1, 2, 3, 4, 5].map((index) => `story-${index}`));
  expect({ merged, segments: manifest?.segments.length }).toEqual({ merged: [2], segments: 1 });
});
