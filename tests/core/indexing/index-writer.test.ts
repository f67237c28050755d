import { existsSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { IndexWriter } from "@dateline-search/core/indexing/index-writer";
import { expect, test } from "vitest";
import { exampleArticle } from "../../fixtures/example-article.ts";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

function openWriter() {
  const store = new FileObjectStore(temporaryFolder());
  const parent = temporaryFolder();
  const folders: string[] = [];
  const writer = new IndexWriter({
    store,
    embedder: hashedWordsEmbedder(),
    identities: new IdentityReader(store),
    format: localSegmentFormat,
    recent: { folder: store.folder, isStore: true },
    inWorkFolder: async (work) => {
      const folder = mkdtempSync(join(parent, "work-"));
      folders.push(folder);
      try {
        return await work(folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  });
  const add = (id: string) =>
    writer.update({ articles: [{ article: exampleArticle({ id }), origin: null }] });
  return { store, writer, folders, add };
}

test("updates an index and merges its segments if something changed", async () => {
  const { store, writer, folders, add } = openWriter();
  for (let day = 1; day <= 9; day++) await add(`day-${day}`);
  const before = (await add("day-10")).manifest?.segments.length;
  const compacted = await writer.compactIfChanged({ all: true });
  expect(before).toBe(10);
  expect(compacted?.manifest?.segments.length).toBe(1);
  const { hits } = await searchTestIndex(store.folder, { text: "report", limit: 50 });
  const found = new Set(hits.map(({ article }) => article.id));
  expect(found.size).toBe(10);
  expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
});

test("merges nothing when no update changed anything", async () => {
  const { writer, add } = openWriter();
  expect(await writer.compactIfChanged({})).toBeUndefined();
  await add("story");
  await writer.compactIfChanged({});
  const again = await add("story");
  expect(again.unchanged).toEqual(["story"]);
  expect(await writer.compactIfChanged({ all: true })).toBeUndefined();
});

test("tries to merge again after a failure", async () => {
  const { writer, add } = openWriter();
  await add("first");
  await add("second");
  const signal = AbortSignal.abort();
  await expect(writer.compactIfChanged({ all: true, signal })).rejects.toMatchObject({ code: "aborted" });
  expect((await writer.compactIfChanged({ all: true }))?.manifest?.segments.length).toBe(1);
});
