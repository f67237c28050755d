import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { IndexedArticles } from "@dateline-search/core/generation/indexed-articles";
import { fetchLatest, LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import { removeArticles } from "@dateline-search/core/indexing/remove-articles";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { expect, test } from "vitest";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { type KnownArticle, updateTestIndex } from "../../fixtures/update-test-index.ts";

/** What a publication is told, beside where. */
interface Wish {
  readonly parent?: string;
  readonly replace?: boolean;
}

const A = { id: "a", title: "Ferry sails again" };
const B = { id: "b", title: "Wheat prices fall" };
const C = { id: "c", title: "Herons are back" };

test("a first publication, a repeated one and the publisher's next one need no confirmation", async () => {
  const [index, target] = [await indexOf([A, B]), new MemoryObjectStore()];
  const first = await publishOnly(index, target);
  expect(first).toMatchObject({ previous: null, discarded: null });
  expect(await publishOnly(index, target)).toMatchObject({ alreadyLatest: true, discarded: null });
  const rebuilt = await indexOf([A]);
  const next = await publishOnly(rebuilt, target, { parent: first.generation });
  expect(next).toMatchObject({ previous: first.generation, discarded: null });
});

test("a publication that would discard articles of others is rejected before uploading", async () => {
  const [index, target] = [await indexOf([A]), new MemoryObjectStore()];
  const { generation: parent } = await publishOnly(index, target);
  await add(target, [B, C]);
  const { generation } = (await fetchLatest(target)).pointer;
  await add(new FileObjectStore(index), [{ id: "d", title: "Rates rise" }]);
  for (const wish of [{ parent }, {}]) {
    await expect(publishOnly(index, target, wish)).rejects.toMatchObject({
      code: "publish-refused",
      message: expect.stringContaining(
        `generation ${generation.slice(0, 12)}, which the new one does not follow, has 2 articles that the new one lacks`,
      ),
    });
  }
  expect((await fetchLatest(target)).pointer.generation).toBe(generation);
  const replaced = await publishOnly(index, target, { parent, replace: true });
  expect(replaced.discarded).toEqual({ generation, lacking: 2, newer: 0, returning: 0 });
});

test("a publisher that has all articles of the store may publish over an unknown generation", async () => {
  const target = new MemoryObjectStore();
  await publishOnly(await indexOf([A]), target);
  await add(target, [B]);
  expect(await publishOnly(await indexOf([A, B, C]), target)).toMatchObject({ discarded: null });
});

test("articles that the publisher removed may go, those that others added since may not", async () => {
  const target = new MemoryObjectStore();
  const { generation: parent } = await publishOnly(await indexOf([A, B]), target);
  await add(target, [C]);
  expect(await publishOnly(await indexOf([A, C]), target, { parent })).toMatchObject({ discarded: null });
});

test("an earlier version does not replace a later one that another writer added", async () => {
  const target = new MemoryObjectStore();
  const index = await indexOf([{ ...A, publishedAt: "2025-12-01" }]);
  const { generation: parent } = await publishOnly(index, target);
  await add(target, [{ ...A, text: "It sank.", publishedAt: "2025-12-01", updatedAt: "2025-12-02" }]);
  const again = publishOnly(await indexOf([{ ...A, publishedAt: "2025-12-01" }, B]), target, { parent });
  await expect(again).rejects.toMatchObject({
    message: expect.stringContaining("a later version of 1 article"),
  });
});

test("an article that was taken out of the store does not come back with the next publication", async () => {
  const target = new MemoryObjectStore();
  const { generation: parent } = await publishOnly(await indexOf([A, B]), target);
  await removeArticles({ store: target, identities: new IdentityReader(target) }, ["b"]);
  const next = await indexOf([A, B, C]);
  expect(await publishOnly(next, target, { parent })).toMatchObject({ discarded: null });
  const { manifest } = await readCurrent(target, {});
  const published = await IndexedArticles.load(manifest, new IdentityReader(target));
  const isThere = ({ id }: KnownArticle) => published.find(hashOfId(id)) !== undefined;
  expect([A, B, C].map(isThere)).toEqual([true, false, true]);
});

test("after a rollback, the next publication is compared with the generation that is now the latest", async () => {
  const target = new MemoryObjectStore();
  await publishOnly(await indexOf([A, B]), target);
  const { generation: parent } = await publishOnly(await indexOf([A, B, C]), target);
  await rollBack(target);
  expect(await publishOnly(await indexOf([A, B]), target, { parent })).toMatchObject({ discarded: null });
  await expect(publishOnly(await indexOf([B, C]), target)).rejects.toMatchObject({ code: "publish-refused" });
});

/** A folder with an index of these articles. */
async function indexOf(articles: readonly KnownArticle[]): Promise<string> {
  const folder = join(temporaryFolder(), "index");
  await add(new FileObjectStore(folder), articles);
  return folder;
}

async function add(store: ObjectStore, articles: readonly KnownArticle[]): Promise<void> {
  await updateTestIndex(store, { articles });
}

async function publishOnly(source: string, target: ObjectStore, { replace = false, ...wish }: Wish = {}) {
  return await publish(source, target, { smokeTest: async () => {}, replace, ...wish });
}

test("a damaged latest.json is replaced only on request, and one that arrives damaged once is read again", async () => {
  const [index, target] = [await indexOf([A]), new MemoryObjectStore()];
  await publishOnly(index, target);
  await add(target, [B]);
  const whole = await fetchLatest(target);
  let readings = 0;
  const flipping = new Proxy(target, {
    get: (store, name) => {
      if (name !== "get") return Reflect.get(store, name).bind(store);
      return async (key: string) => {
        const found = await store.get(key);
        return found && key === LATEST_KEY && readings++ === 0
          ? { ...found, bytes: Buffer.from("{") }
          : found;
      };
    },
  });
  await expect(publishOnly(index, flipping)).rejects.toMatchObject({ code: "publish-refused" });
  await target.putIfMatch(LATEST_KEY, Buffer.from("{"), whole.etag);
  await expect(publishOnly(index, target)).rejects.toMatchObject({
    code: "index-corrupt",
    message: expect.stringContaining("--replace"),
  });
  expect(await publishOnly(index, target, { replace: true })).toMatchObject({ previous: null });
});
