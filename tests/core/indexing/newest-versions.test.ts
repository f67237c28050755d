import { readdirSync } from "node:fs";
import { join } from "node:path";
import { newestVersions } from "@dateline-search/core/indexing/newest-versions";
import type { Article } from "@dateline-search/core/types";
import { expect, test } from "vitest";
import { exampleArticle } from "../../fixtures/example-article.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

type Version = Partial<Article> & Pick<Article, "id">;

async function newestOf(versions: readonly Version[], folder = temporaryFolder()) {
  const replaced: string[] = [];
  const articles: Article[] = [];
  const incoming = versions.map((version) => ({ article: exampleArticle(version) }));
  const onReplaced = (id: string) => replaced.push(id);
  for await (const { newest, times } of newestVersions(incoming, { folder, onReplaced })) {
    articles.push({ ...newest.article, ...times });
  }
  return { articles, replaced, left: readdirSync(folder) };
}

test("articles are returned unchanged, in the order of their newest versions, and nothing is left behind", async () => {
  const text = "Line\u2028separators, “quotes” and 𝛼 line\nfeed.";
  const { articles, replaced, left } = await newestOf([
    { id: "a" },
    { id: "b", text },
    { id: "a", text: "New." },
  ]);
  expect(articles).toEqual([exampleArticle({ id: "b", text }), exampleArticle({ id: "a", text: "New." })]);
  expect(replaced).toEqual(["a"]);
  expect(left).toEqual([]);
});

test.each([
  ["the later correction", [{ updatedAt: "2025-03-02" }, { updatedAt: "2025-03-01" }], 0],
  ["the later publication", [{ publishedAt: "2025-03-01" }, { publishedAt: "2025-03-02" }], 1],
  ["the last of two of one time", [{ updatedAt: "2025-03-01" }, { updatedAt: "2025-03-01" }], 1],
  ["the last when one has no time", [{ updatedAt: "2025-03-01" }, { publishedAt: null, updatedAt: null }], 1],
])("%s is the newest", async (_, times, wanted) => {
  const versions = times.map((time, index) => ({
    id: "a",
    publishedAt: null,
    text: `Text ${index}.`,
    ...time,
  }));
  const { articles } = await newestOf(versions);
  expect(articles.map(({ text }) => text)).toEqual([`Text ${wanted}.`]);
});

test("a missing folder is named", async () => {
  const folder = join(temporaryFolder(), "nowhere");
  await expect(newestOf([{ id: "a" }], folder)).rejects.toMatchObject({
    code: "object-missing",
    message: expect.stringContaining(folder),
  });
});

test.each([
  ["page, item, feed", ["page", "item", "feed"]],
  ["item, page, feed", ["item", "page", "feed"]],
  ["feed, item, page", ["feed", "item", "page"]],
  ["item, feed, page", ["item", "feed", "page"]],
  ["page, feed, item", ["page", "feed", "item"]],
  ["feed, page, item", ["feed", "page", "item"]],
])("one article under two ids stays one, with the id of the version that has both: %s", async (_, order) => {
  const sources: Record<string, { article: Article; alias?: string }> = {
    page: {
      article: exampleArticle({ id: "page", updatedAt: "2025-12-02T08:00:00Z", text: "Of the page." }),
    },
    item: { article: exampleArticle({ id: "urn", updatedAt: "2025-12-03T08:00:00Z", text: "Of the item." }) },
    feed: { article: exampleArticle({ id: "page", updatedAt: "2025-12-01T08:00:00Z" }), alias: "urn" },
  };
  const incoming = order.flatMap((name) => sources[name] ?? []);
  const found: object[] = [];
  const options = { folder: temporaryFolder(), onReplaced: () => {} };
  for await (const one of newestVersions(incoming, options)) found.push(one);
  expect(found).toMatchObject([{ newest: { article: { id: "page", text: "Of the item." } }, alias: "urn" }]);
});
