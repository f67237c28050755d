import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { removeArticles, restoreArticles } from "@dateline-search/core/indexing/remove-articles";
import { expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { exampleArticle } from "../../fixtures/example-article.ts";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

function contextOf(folder: string) {
  const store = new FileObjectStore(folder);
  return { store, identities: new IdentityReader(store) };
}

test("a build omits and reports articles removed by hand, and so does every later build", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  await removeArticles(contextOf(folder), ["ferry"]);
  for (let build = 0; build < 2; build++) {
    const { report } = await buildTestIndex(NEWS_RECORDS, { folder });
    expect(report).toMatchObject({ takenDown: ["ferry"], manifest: { articles: NEWS_RECORDS.length - 1 } });
  }
  await restoreArticles(contextOf(folder), ["ferry"]);
  const { report } = await buildTestIndex(NEWS_RECORDS, { folder });
  expect(report).toMatchObject({ takenDown: [], manifest: { articles: NEWS_RECORDS.length } });
  expect(report.manifest.takeDowns).toBeUndefined();
});

test("removed articles stay removed despite a damaged latest.json", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  await removeArticles(contextOf(folder), ["ferry"]);
  writeFileSync(join(folder, "latest.json"), "{");
  expect((await buildTestIndex(NEWS_RECORDS, { folder, replace: true })).report.takenDown).toEqual(["ferry"]);
});

test.each([
  ["before", 0],
  ["after", 1],
])("a version later than the withdrawal is built if it comes %s it", async (_, place) => {
  const item = { uri: "urn:news:1", type: "text", headline: "Ferry", body_text: "The ferry sails again." };
  const withdrawal = { uri: "urn:news:1", pubstatus: "canceled", versioncreated: "2025-03-04T10:00:00Z" };
  for (const [day, articles] of [
    ["2025-03-03", 1],
    ["2025-03-05", 2],
  ] as const) {
    const records: object[] = [withdrawal];
    records.splice(place, 0, { ...item, versioncreated: `${day}T10:00:00Z` });
    const { report } = await buildTestIndex([NEWS_RECORDS[0] as object, ...records]);
    expect(report.manifest.articles).toBe(articles);
  }
});

test("articles that the corpus withdraws stay out of updates until the corpus drops the withdrawal", async () => {
  const [ferry, bridge] = NEWS_RECORDS as readonly [(typeof NEWS_RECORDS)[0], ...object[]];
  const { folder } = await buildTestIndex([bridge as object, { ...ferry, status: "withdrawn" }]);
  const { store } = contextOf(folder);
  const added = await updateTestIndex(store, { articles: [exampleArticle({ id: "ferry" })] });
  expect(added).toMatchObject({ added: [], takenDown: ["ferry"] });
  const { report } = await buildTestIndex([bridge as object, ferry], { folder });
  expect(report.manifest.articles).toBe(2);
});
