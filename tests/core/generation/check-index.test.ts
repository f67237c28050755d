import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import {
  findDamage,
  findMissing,
  isDamaged,
  repairManifest,
} from "@dateline-search/core/generation/check-index";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { removeFrom, withSegments } from "@dateline-search/core/generation/indexed-articles";
import { type Manifest, serializeManifest } from "@dateline-search/core/generation/manifest";
import { expect, test } from "vitest";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

type Entry = Manifest["segments"][number];

/** An index of two segments, the first with `a` and `b`, the second with `c`. */
async function newIndex() {
  const store = new MemoryObjectStore();
  await updateTestIndex(store, { articles: [{ id: "a" }, { id: "b" }] });
  await updateTestIndex(store, { articles: [{ id: "c" }] });
  const manifest = (await readCurrent(store, {})).manifest as Manifest;
  const identities = new IdentityReader(store);
  const read = (entry: Entry) => identities.read(entry);
  return { store, manifest, read, segments: manifest.segments as [Entry, Entry] };
}

const without = (entry: Entry, row: number) => removeFrom(entry, [{ firstPassage: row, passages: 1 }]);

test("an intact index needs no repair", async () => {
  const { manifest, read } = await newIndex();
  expect(isDamaged(await findDamage(manifest, read))).toBe(false);
  expect(await repairManifest(manifest, read)).toEqual(manifest);
});

test("a segment named twice keeps one entry, with the rows of both", async () => {
  const { manifest, read, segments } = await newIndex();
  const [first, second] = segments;
  const damaged = { ...manifest, segments: [without(first, 0), second, without(first, 1)] };
  const damage = await findDamage(damaged, read);
  expect(damage).toMatchObject({ repeatedSegments: [first.id], repeatedArticles: [] });
  const repaired = await repairManifest(damaged, read);
  expect(repaired).toEqual(manifest);
  serializeManifest(repaired);
});

test("rows that both entries of a segment removed stay removed", async () => {
  const { manifest, read, segments } = await newIndex();
  const [first, second] = segments;
  const damaged = { ...manifest, segments: [without(first, 0), second, without(first, 0)] };
  expect(await repairManifest(damaged, read)).toMatchObject({
    articles: 2,
    segments: [{ id: first.id, removed: { articles: 1, passages: [[0, 1]] } }, { id: second.id }],
  });
});

test("the newest version of an article in two segments is kept, whichever was added last", async () => {
  const store = new MemoryObjectStore();
  await updateTestIndex(store, { articles: [{ id: "a", updatedAt: "2025-03-02" }, { id: "x" }] });
  const newer = (await readCurrent(store, {})).manifest as Manifest;
  const other = new MemoryObjectStore();
  await updateTestIndex(other, { articles: [{ id: "a", updatedAt: "2025-03-01" }, { id: "y" }] });
  const older = (await readCurrent(other, {})).manifest as Manifest;
  const [fresh, stale] = [newer.segments[0] as Entry, older.segments[0] as Entry];
  const readers = new Map([
    [fresh.id, new IdentityReader(store)],
    [stale.id, new IdentityReader(other)],
  ]);
  const read = async (entry: Entry) => await (readers.get(entry.id) as IdentityReader).read(entry);
  for (const segments of [
    [fresh, stale],
    [stale, fresh],
  ]) {
    const damaged = withSegments(newer, segments);
    const { repeatedArticles } = await findDamage(damaged, read);
    expect(repeatedArticles).toMatchObject([
      [
        { id: hashOfId("a"), segment: fresh.id },
        { id: hashOfId("a"), segment: stale.id },
      ],
    ]);
    const repaired = await repairManifest(damaged, read);
    expect(repaired.articles).toBe(3);
    expect(repaired.segments.find(({ id }) => id === stale.id)?.removed).toEqual({
      articles: 1,
      passages: [[0, 1]],
    });
    expect(isDamaged(await findDamage(repaired, read))).toBe(false);
  }
});

test.each([
  ["articles of the whole", (manifest: Manifest) => ({ ...manifest, articles: 7 })],
  ["passages of the whole", (manifest: Manifest) => ({ ...manifest, passages: 7 })],
  ["articles of a segment", changeFirst((entry) => ({ ...entry, articles: 7 }))],
  ["passages of a segment", changeFirst((entry) => ({ ...entry, passages: 7 }))],
  [
    "removed articles of a segment",
    changeFirst((entry) => ({ ...entry, removed: { ...entry.removed, articles: 1 } })),
  ],
])("wrong counts are recomputed: %s", async (_, change) => {
  const { manifest, read } = await newIndex();
  const damaged = change(manifest);
  expect(isDamaged(await findDamage(damaged, read))).toBe(true);
  expect(await repairManifest(damaged, read)).toEqual(manifest);
});

function changeFirst(change: (entry: Entry) => Entry): (manifest: Manifest) => Manifest {
  return (manifest) => ({
    ...manifest,
    segments: manifest.segments.map((entry, index) => (index === 0 ? change(entry) : entry)),
  });
}

test("articles that only an older generation has are named", async () => {
  const { store, manifest, read } = await newIndex();
  await updateTestIndex(store, { removeIds: ["b"] });
  const now = (await readCurrent(store, {})).manifest as Manifest;
  const missing = await findMissing({ older: manifest, manifest: now }, read);
  expect(missing).toMatchObject([{ id: hashOfId("b"), segment: manifest.segments[0]?.id, firstPassage: 1 }]);
  expect(await findMissing({ older: now, manifest }, read)).toEqual([]);
});
