import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FORMAT_VERSION } from "@dateline-search/core/generation/manifest";
import { expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";

test("an index contains every article and finds the passage with the words", async () => {
  const { report, folder } = await buildTestIndex(NEWS_RECORDS);
  expect(report.manifest).toMatchObject({
    formatVersion: FORMAT_VERSION,
    articles: 5,
    segments: [{ articles: 5 }],
  });
  const { hits } = await searchTestIndex(folder, { text: "cracks in the bridge" });
  expect(hits[0]).toMatchObject({ rank: 1, article: { id: "bridge", source: "Harbour Gazette" } });
});

test("two builds of the same corpus give the same generation", async () => {
  const first = await buildTestIndex(NEWS_RECORDS);
  const second = await buildTestIndex(NEWS_RECORDS);
  expect(second.report.generation).toBe(first.report.generation);
});

test("a bad record is reported with file, line and reason, and the others are indexed", async () => {
  const { report } = await buildTestIndex([...NEWS_RECORDS.slice(0, 2), { title: 7, text: "No title." }]);
  expect(report.manifest.articles).toBe(2);
  expect(report.problems).toEqual([
    { file: "articles.jsonl", line: 3, reason: expect.stringContaining("title must be a text") },
  ]);
});

test("with strict, an invalid record stops the build and the old index stays", async () => {
  const { folder, report } = await buildTestIndex(NEWS_RECORDS);
  const strict = buildTestIndex([{ title: "Empty", text: "" }], { folder, strict: true });
  await expect(strict).rejects.toMatchObject({
    code: "invalid-article",
    message: expect.stringContaining("articles.jsonl:1"),
  });
  expect((await searchTestIndex(folder, { text: "ferry" })).generation).toBe(report.generation);
});

test("a corpus without a readable article is rejected and the old index stays", async () => {
  const { folder, report } = await buildTestIndex(NEWS_RECORDS);
  await expect(buildTestIndex([], { folder })).rejects.toMatchObject({ code: "empty-corpus" });
  expect((await searchTestIndex(folder, { text: "ferry" })).generation).toBe(report.generation);
});

test("a repeated article is indexed once and counted", async () => {
  const { report } = await buildTestIndex([...NEWS_RECORDS, NEWS_RECORDS[0]]);
  expect([report.manifest.articles, report.duplicates]).toEqual([5, 1]);
});

test("the newest of several versions of an article is indexed, and the others are reported", async () => {
  const version = (text: string, times: object = {}) => ({ id: "ferry", title: "Ferry", text, ...times });
  const dated = await buildTestIndex([
    version("The ferry sails.", { publishedAt: "2025-03-03", updatedAt: "2025-03-04" }),
    version("The ferry sank.", { publishedAt: "2025-03-05" }),
    version("The ferry waits.", { publishedAt: "2025-03-01" }),
  ]);
  expect(dated.report).toMatchObject({ manifest: { articles: 1, passages: 1 }, duplicates: 0, problems: [] });
  expect(dated.report.replaced).toEqual(["ferry", "ferry"]);
  const [hit] = (await searchTestIndex(dated.folder, { text: "ferry" })).hits;
  expect(hit?.passage.text).toBe("The ferry sank.");
  expect(hit?.article).toMatchObject({ publishedAt: "2025-03-01", updatedAt: "2025-03-05" });
  const undated = await buildTestIndex([version("Before."), ...NEWS_RECORDS.slice(0, 1), version("After.")]);
  const texts = (await searchTestIndex(undated.folder, { text: "after", articleId: ["ferry"] })).hits;
  expect(texts.map(({ passage }) => passage.text)).toEqual(["After."]);
});

test("an aborted build leaves nothing behind", async () => {
  const { folder, report } = await buildTestIndex(NEWS_RECORDS);
  const stop = new AbortController();
  const onProgress = () => stop.abort();
  const aborted = buildTestIndex(NEWS_RECORDS.slice(1), { folder, signal: stop.signal, onProgress });
  await expect(aborted).rejects.toMatchObject({ code: "aborted" });
  expect(readdirSync(folder).filter((name) => name.startsWith(".dateline-build"))).toEqual([]);
  expect((await searchTestIndex(folder, { text: "ferry" })).generation).toBe(report.generation);
});

test("a rebuild replaces a damaged segment file", async () => {
  const { folder, report } = await buildTestIndex(NEWS_RECORDS);
  const file = join(folder, "segments", report.manifest.segments[0]?.id as string, "embeddings.bin");
  expect(existsSync(file)).toBe(true);
  writeFileSync(file, "cut short");
  await expect(searchTestIndex(folder, { text: "ferry" })).rejects.toMatchObject({ code: "index-corrupt" });
  await buildTestIndex(NEWS_RECORDS, { folder });
  expect((await searchTestIndex(folder, { text: "ferry" })).hits[0]?.article.id).toBe("ferry");
});

test("a folder that cannot be created is named", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const inFile = join(folder, "latest.json", "index");
  await expect(buildTestIndex(NEWS_RECORDS, { folder: inFile })).rejects.toMatchObject({
    code: "invalid-input",
    message: expect.stringMatching(/Cannot make the folder ".*": a part of its path is a file/),
  });
});

test("a withdrawn article is not found, whether it comes before its withdrawal or after", async () => {
  const withdrawals = ["bridge", "ferry"].map((uri) => ({ uri, pubstatus: "canceled" }));
  const ids = NEWS_RECORDS.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(["bridge", "ferry"]));
  const { report, folder } = await buildTestIndex([
    withdrawals[0],
    ...NEWS_RECORDS,
    withdrawals[1],
  ] as object[]);
  expect(report.manifest).toMatchObject({ articles: ids.length - 2 });
  expect(report.removed.map(({ id }) => id)).toEqual(["bridge", "ferry"]);
  const { hits } = await searchTestIndex(folder, { text: "cracks in the bridge, ferry", limit: 50 });
  const found = new Set(hits.map(({ article }) => article.id));
  expect([...found].sort()).toEqual(ids.filter((id) => id !== "bridge" && id !== "ferry").sort());
});
