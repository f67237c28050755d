import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { removeArticles, restoreArticles } from "@dateline-search/core/indexing/remove-articles";
import { expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { publish } from "../../fixtures/publish.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

/** The index is of another embedder than the one that the fixture asks with. */
const HOW = { smokeTest: async () => {}, replace: true };

async function idsIn(folder: string): Promise<readonly string[]> {
  const { hits } = await searchTestIndex(folder, { text: "ferry bridge islands council", limit: 20 });
  return [...new Set(hits.map(({ article }) => article.id))];
}

test("articles removed from the published store stay removed in the next publication", async () => {
  const { folder, report: first } = await buildTestIndex(NEWS_RECORDS.slice(0, 4));
  const target = new FileObjectStore(temporaryFolder());
  await publish(folder, target, HOW);
  const context = { store: target, identities: new IdentityReader(target) };
  await removeArticles(context, ["ferry"]);
  const { report } = await buildTestIndex(NEWS_RECORDS, { folder });
  const parent = first.generation;
  const published = await publish(folder, target, { ...HOW, replace: false, parent });
  expect(published.generation).not.toBe(report.generation);
  expect(await idsIn(target.folder)).toContain("bridge");
  expect(await idsIn(target.folder)).not.toContain("ferry");
  expect(await publish(folder, target, { ...HOW, replace: false, parent })).toMatchObject({
    alreadyLatest: true,
    generation: published.generation,
    uploadedObjects: 0,
  });
  await restoreArticles(context, ["ferry"]);
  expect(await publish(folder, target, HOW)).toMatchObject({ generation: report.generation });
  expect(await idsIn(target.folder)).toContain("ferry");
});

test("articles removed from the local index are not published", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  await removeArticles(
    { store: new FileObjectStore(folder), identities: new IdentityReader(new FileObjectStore(folder)) },
    ["ferry"],
  );
  const target = new FileObjectStore(temporaryFolder());
  await publish(folder, target, HOW);
  expect(await idsIn(target.folder)).not.toContain("ferry");
  expect(
    (await buildTestIndex(NEWS_RECORDS, { folder: target.folder, replace: true })).report.takenDown,
  ).toEqual(["ferry"]);
});
