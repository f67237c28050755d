import { readSourceBytes } from "@dateline-search/core/corpus/read-source-bytes";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { removeArticles } from "@dateline-search/core/indexing/remove-articles";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { expect, test } from "vitest";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

const PAGE = "https://ip.example/ferry";
const TAG = "tag:ip.example,2025:ferry";

const feed = (content: string) =>
  `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Island Post</title><link href="https://ip.example/"/>${content}</feed>`;
const ENTRY = `<entry><id>${TAG}</id><link href="${PAGE}"/><title>Ferry</title><updated>2025-12-01T08:00:00Z</updated><content>The ferry sailed.</content></entry>`;
const TOMBSTONE = `<at:deleted-entry ref="${TAG}" when="2025-12-02T08:00:00Z"/>`;
const HTML = `<html><head><link rel="canonical" href="${PAGE}"><title>Ferry</title><meta property="article:modified_time" content="2025-12-01T09:00:00Z"></head><body><article>${"<p>The ferry sailed to the island again.</p>".repeat(6)}</article></body></html>`;
const NOW = new Date("2025-12-03T00:00:00Z");

/** Reads a source as a feed or a bucket hands it over. */
async function deliver(store: ObjectStore, name: string, text: string) {
  const entries = [...readSourceBytes({ name, bytes: Buffer.from(text) }, { now: NOW })];
  const incoming = entries.flatMap((entry) =>
    entry.kind === "article" ? [{ article: entry.article, origin: null, alias: entry.alias ?? null }] : [],
  );
  const withdrawals = entries.flatMap((entry) => (entry.kind === "removed" ? [entry] : []));
  return await updateTestIndex(store, {
    incoming,
    withdrawals: withdrawals.map(({ id, statedAt, version }) => ({ id, statedAt, version })),
  });
}

async function articles(store: ObjectStore): Promise<number> {
  return (await readCurrent(store, {})).manifest?.articles ?? 0;
}

test("a feed entry and its page are one article, in either order", async () => {
  for (const order of [
    ["feed.atom", feed(ENTRY), "ferry.html", HTML],
    ["ferry.html", HTML, "feed.atom", feed(ENTRY)],
  ] as const) {
    const store = new MemoryObjectStore();
    await deliver(store, order[0], order[1]);
    await deliver(store, order[2], order[3]);
    expect(await articles(store)).toBe(1);
  }
});

test.each([
  ["the entry", [["feed.atom", feed(ENTRY)]]],
  [
    "the entry and then its page",
    [
      ["feed.atom", feed(ENTRY)],
      ["ferry.html", HTML],
    ],
  ],
] as const)("a tombstone of a later day removes %s by the feed's id", async (_, sources) => {
  const store = new MemoryObjectStore();
  for (const [name, text] of sources) await deliver(store, name, text);
  expect(await articles(store)).toBe(1);
  expect(await deliver(store, "feed.atom", feed(TOMBSTONE))).toMatchObject({ removed: 1, missing: [] });
  expect(await articles(store)).toBe(0);
  expect(await deliver(store, "feed.atom", feed(ENTRY))).toMatchObject({ takenDown: [PAGE] });
});

test("a tombstone excludes an entry that comes after it or with it", async () => {
  const store = new MemoryObjectStore();
  await deliver(store, "feed.atom", feed(TOMBSTONE));
  await deliver(store, "feed.atom", feed(ENTRY));
  expect(await articles(store)).toBe(0);
  const other = new MemoryObjectStore();
  await deliver(other, "feed.atom", feed(ENTRY + TOMBSTONE));
  expect(await articles(other)).toBe(0);
});

test("an article removed by hand under its feed's id stays out", async () => {
  const store = new MemoryObjectStore();
  await deliver(store, "feed.atom", feed(ENTRY));
  const context = { store, identities: new IdentityReader(store) };
  expect(await removeArticles(context, [TAG])).toMatchObject({ removed: 1, missing: [] });
  expect(await deliver(store, "feed.atom", feed(ENTRY))).toMatchObject({ added: [], takenDown: [PAGE] });
  expect(await articles(store)).toBe(0);
});

const URN = "urn:newsml:ip.example:ferry";
const newsItem = (at: string) =>
  `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="${URN}" version="1"><itemMeta><versionCreated>${at}</versionCreated></itemMeta><contentMeta><headline>Ferry</headline></contentMeta><contentSet><inlineData contenttype="text/plain">The ferry sailed, the agency says.</inlineData></contentSet></newsItem>`;
const entryOf = (id: string, at: string) => feed(ENTRY.replace(TAG, id).replace("2025-12-01T08:00:00Z", at));

function permutations<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length < 2) return [all];
  return all.flatMap((one, index) => permutations(all.toSpliced(index, 1)).map((rest) => [one, ...rest]));
}

const EARLY = "2025-12-01T07:00:00Z";
const LATE = "2025-12-01T10:00:00Z";

test.each(
  [
    [
      ["ferry.html", HTML],
      ["feed.atom", entryOf(TAG, EARLY)],
    ],
    [
      ["ferry.html", HTML],
      ["feed.atom", entryOf(TAG, LATE)],
    ],
    [
      ["item.xml", newsItem(EARLY)],
      ["feed.atom", entryOf(URN, LATE)],
      ["ferry.html", HTML],
    ],
    [
      ["item.xml", newsItem(LATE)],
      ["feed.atom", entryOf(URN, EARLY)],
      ["ferry.html", HTML],
    ],
  ].flatMap((sources) =>
    permutations(sources).map((order) => [order.map(([name]) => name).join(), order] as const),
  ),
)("one article stays one, and is taken out under every id: %s", async (_, order) => {
  const store = new MemoryObjectStore();
  for (const [name = "", text = ""] of order) await deliver(store, name, text);
  // What names both comes again, as feeds do: after that, nothing may be double.
  const both = order.find(([name]) => name === "feed.atom")?.[1] ?? "";
  await deliver(store, "feed.atom", both);
  expect(await articles(store)).toBe(1);
  for (const [name = "", text = ""] of order) await deliver(store, name, text);
  expect(await articles(store)).toBe(1);
  const id = both.includes(URN) ? URN : TAG;
  const context = { store, identities: new IdentityReader(store) };
  expect(await removeArticles(context, [id])).toMatchObject({ removed: 1, missing: [] });
  expect(await articles(store)).toBe(0);
});

test("a tombstone removes a page newer than the entry with the feed's id", async () => {
  const store = new MemoryObjectStore();
  await deliver(store, "ferry.html", HTML);
  await deliver(store, "feed.atom", entryOf(TAG, EARLY));
  expect(await deliver(store, "feed.atom", feed(TOMBSTONE))).toMatchObject({ removed: 1, missing: [] });
  expect(await articles(store)).toBe(0);
});
