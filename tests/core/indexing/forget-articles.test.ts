import { basename, join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { FetchMemory } from "@dateline-search/core/adapters/source/fetch-memory";
import { DatelineError } from "@dateline-search/core/errors";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { withLease } from "@dateline-search/core/generation/lease";
import { FORMAT_VERSION } from "@dateline-search/core/generation/manifest";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import { compactIndex } from "@dateline-search/core/indexing/compact-index";
import { type ForgetReport, forgetArticles } from "@dateline-search/core/indexing/forget-articles";
import { removeArticles } from "@dateline-search/core/indexing/remove-articles";
import { expect, test, vi } from "vitest";
import { keysIn } from "../../fixtures/keys-in.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { type KnownArticle, updateTestIndex } from "../../fixtures/update-test-index.ts";
import { VirtualTime } from "../../fixtures/virtual-time.ts";

const SECRET = `The witness Ottoline Quarrington told the court that she had seen the defendant near the mill.
Her neighbour, who does not want to be named, heard a car drive off towards the old quarry at midnight.
“We were all afraid of him”, she said & wept.`;
const MINUTE = 60_000;
const OTHER: KnownArticle = { id: "bridge", text: "The council closed the old bridge to lorries at once." };

async function newIndex(...batches: (readonly KnownArticle[])[]) {
  const store = new FileObjectStore(temporaryFolder());
  const cache = new FileObjectStore(temporaryFolder());
  for (const articles of batches) await updateTestIndex(store, { articles });
  const timer = new VirtualTime();
  const forget = async (...ids: string[]): Promise<ForgetReport> =>
    await forgetArticles(
      {
        index: { name: "index", store },
        caches: [{ name: "cache", store: cache }],
        identities: new IdentityReader(store),
        format: localSegmentFormat,
        workFolder: join(temporaryFolder(), "forget"),
      },
      ids,
      { timer },
    );
  return { store, cache, forget, timer };
}

/** Lets timers that repeat go with the virtual time. */
async function withFakeIntervals(timer: VirtualTime, work: () => Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const sleep = timer.sleep.bind(timer);
  vi.spyOn(timer, "sleep").mockImplementation(async (ms) => {
    vi.advanceTimersByTime(ms);
    await sleep(ms);
  });
  await work().finally(() => vi.useRealTimers());
}

/** Keys of all objects in which a word stands. */
async function holding(store: FileObjectStore, word: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list("")) {
    const pieces: Uint8Array[] = [];
    const path = join(store.folder, key);
    for await (const piece of localSegmentFormat.contentOf(basename(key), path)) pieces.push(piece);
    if (Buffer.concat(pieces).includes(word)) keys.push(key);
  }
  return keys;
}

test("a forgotten article leaves segments, earlier generations, fetched pages and caches; everything else stays", async () => {
  const witness = { id: "witness", text: SECRET };
  const { store, cache, forget } = await newIndex([witness, OTHER], [{ id: "mayor" }]);
  await updateTestIndex(store, { articles: [{ ...witness, text: `${SECRET} The trial goes on.` }] });
  const untouched = (await updateTestIndex(store, { articles: [{ id: "wheat" }] })).manifest;
  const page = { contentType: "text/html", url: "https://example.com/witness", lastModified: null };
  const bytes = Buffer.from(`<p>${SECRET.split("\n").join("</p>\n<p>").replace("&", "&amp;")}</p>`);
  for (const place of [store, cache]) {
    const memory = new FetchMemory(place);
    await memory.remember("https://example.com/witness", { ...page, bytes, etag: '"1"' }, {});
    await memory.remember(
      "https://example.com/bridge",
      { ...page, bytes: Buffer.from("Bridge."), etag: '"2"' },
      {},
    );
  }
  await cache.putNew("segments/old/passages.sqlite", Buffer.from(`...${SECRET}...`), {
    sha256: (await import("node:crypto")).createHash("sha256").update(`...${SECRET}...`).digest("hex"),
  });
  expect(await holding(store, "Quarrington")).not.toEqual([]);
  const report = await forget("witness");
  expect(report).toMatchObject({ left: [], missing: [], compacted: 1 });
  expect(report.deletedGenerations.length).toBeGreaterThanOrEqual(3);
  expect(report.deletedObjects.map(({ place }) => place).sort()).toEqual(["cache", "cache", "index"]);
  expect(report.checked.map(({ place, objects }) => [place, objects > 0])).toEqual([
    ["index", true],
    ["cache", true],
  ]);
  for (const place of [store, cache]) expect(await holding(place, "Quarrington")).toEqual([]);
  expect(await keysIn(cache, "fetched/")).toHaveLength(1);
  const last = untouched?.segments.at(-1)?.id;
  expect(await keysIn(store, `segments/${last}/`)).not.toEqual([]);
  const { hits } = await searchTestIndex(store.folder, { text: "bridge report witness", limit: 20 });
  expect([...new Set(hits.map(({ article }) => article.id))].sort()).toEqual(["bridge", "mayor", "wheat"]);
  expect(await updateTestIndex(store, { articles: [witness] })).toMatchObject({ takenDown: ["witness"] });
});

test("a removed article can be forgotten, which leaves an index of it alone empty", async () => {
  const { store, forget } = await newIndex([{ id: "witness", text: SECRET }]);
  await removeArticles({ store, identities: new IdentityReader(store) }, ["witness"]);
  expect(await holding(store, "Quarrington")).not.toEqual([]);
  expect(await forget("witness")).toMatchObject({ left: [], missing: [] });
  expect(await holding(store, "Quarrington")).toEqual([]);
});

test("another article with the same text is named", async () => {
  const { store, forget } = await newIndex(
    [{ id: "witness", text: SECRET }, OTHER],
    [{ id: "copy", text: SECRET }],
  );
  const first = await forget("witness");
  expect(first.left).toMatchObject([
    {
      place: "index",
      id: "witness",
      key: expect.stringContaining("texts.bin"),
      why: "copy",
      articles: ["copy"],
    },
  ]);
  expect((await forget("copy")).left).toEqual([]);
  expect(await holding(store, "Quarrington")).toEqual([]);
});

test("it waits for the objects of a running publication, and names its lease if that continues", async () => {
  const witness = { id: "witness", text: SECRET };
  const { store, forget, timer } = await newIndex([witness, OTHER]);
  const keys = await keysIn(store, "segments/");
  await withFakeIntervals(timer, async () => {
    await withLease(store, { keys }, async () => {
      const { left } = await forget("witness");
      const lease = (await keysIn(store, "leases/"))[0];
      expect(left).toMatchObject([{ id: "witness", why: "publication", lease }]);
    });
  });
  expect(timer.monotonicMs()).toBeGreaterThanOrEqual(10 * MINUTE);
  expect((await forget("witness")).left).toEqual([]);
  expect(await holding(store, "Quarrington")).toEqual([]);
});

test("the objects of a killed publication are deleted once its lease was not renewed for five minutes", async () => {
  const { store, forget, timer } = await newIndex([{ id: "witness", text: SECRET }, OTHER]);
  const keys = await keysIn(store, "segments/");
  const lease = `leases/${"0".repeat(8)}-0000-4000-8000-${"0".repeat(12)}.json`;
  await store.putIfMatch(lease, Buffer.from(JSON.stringify({ formatVersion: FORMAT_VERSION, keys })), null);
  expect(await forget("witness")).toMatchObject({ left: [], missing: [] });
  expect(timer.monotonicMs()).toBeLessThan(6 * MINUTE);
  expect(await holding(store, "Quarrington")).toEqual([]);
  expect(await keysIn(store, "leases/")).toEqual([]);
});

test("objects that another writer stores meanwhile are checked again", async () => {
  const witness = { id: "witness", text: SECRET };
  const { store, forget } = await newIndex([witness, OTHER]);
  // Another compaction copies the text into a segment of which the first round knows nothing.
  const [segment] = await keysIn(store, "segments/");
  const compact = async () =>
    await compactIndex(
      {
        store,
        identities: new IdentityReader(store),
        format: localSegmentFormat,
        workFolder: temporaryFolder(),
      },
      { all: true },
    );
  await updateTestIndex(store, { articles: [{ id: "mayor" }] });
  const list = store.list.bind(store);
  let isDone = false;
  vi.spyOn(store, "list").mockImplementation(async function* (prefix, options) {
    const found = [];
    for await (const info of list(prefix, options)) found.push(info);
    if (!isDone && prefix === "generations/") {
      isDone = true;
      await compact();
    }
    yield* found;
  });
  expect(await forget("witness")).toMatchObject({ left: [], missing: [] });
  expect(await keysIn(store, "segments/")).not.toContain(segment);
  expect(await holding(store, "Quarrington")).toEqual([]);
});

test("without the right to list a bucket's versions, the result says that they are unknown", async () => {
  const { store, forget } = await newIndex([{ id: "witness", text: SECRET }, OTHER]);
  const refuse = () => {
    throw new DatelineError("store-forbidden", "Cannot list the earlier versions");
  };
  Object.assign(store, { earlier: { list: refuse, getToFile: refuse, delete: refuse } });
  const report = await forget("witness");
  expect(report).toMatchObject({ left: [], deletedVersions: 0 });
  expect(report.versionsProblem).toContain("Cannot list the earlier versions");
});

test("an article that shares a sentence with a forgotten one is not a copy of it", async () => {
  const [quoted] = SECRET.split("\n");
  const { forget } = await newIndex(
    [{ id: "witness", text: SECRET }],
    [{ id: "report", text: `${quoted} More follows.` }],
  );
  expect((await forget("witness")).left).toEqual([]);
});

test("for an id that no generation has, only the id is searched for", async () => {
  const { store, forget } = await newIndex([OTHER]);
  expect(await forget("witness")).toMatchObject({ missing: ["witness"], left: [] });
  expect(await updateTestIndex(store, { articles: [{ id: "witness" }] })).toMatchObject({
    takenDown: ["witness"],
  });
});

test("a rollback does not restore articles taken down since", async () => {
  const { store } = await newIndex([{ id: "witness", text: SECRET }, OTHER], [{ id: "mayor" }]);
  await removeArticles({ store, identities: new IdentityReader(store) }, ["witness"]);
  const generations = (await keysIn(store, "generations/")).map((key) => key.slice(12, 76));
  for (const id of generations) {
    const report = await rollBack(store, id);
    const { hits } = await searchTestIndex(store.folder, { text: "witness court bridge", limit: 20 });
    expect(hits.map(({ article }) => article.id)).not.toContain("witness");
    expect(report.takenDown).toBeLessThanOrEqual(1);
  }
});
