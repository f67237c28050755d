import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { FACET_FIELDS } from "@dateline-search/core/article-fields";
import { type OpenGeneration, openGeneration } from "@dateline-search/core/generation/open-generation";
import { countFacets } from "@dateline-search/core/search/count-facets";
import { findSimilar } from "@dateline-search/core/search/find-similar";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { readArticle } from "@dateline-search/core/search/read-article";
import { countFacetsOfQuery } from "@dateline-search/core/search/search-passages";
import { describe, expect, onTestFinished, test } from "vitest";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

/** Two segments: one story was replaced by a newer version, and one was taken down. */
async function openPresent(): Promise<OpenGeneration> {
  const folder = temporaryFolder();
  const store = new FileObjectStore(folder);
  await updateTestIndex(store, {
    articles: [
      { id: "wheat", title: "Wheat", text: "Wheat is cheap.", source: "Post", publishedAt: "2025-03-01" },
      {
        id: "bread",
        title: "Bread",
        text: "Bread of wheat is dear.",
        source: "POST",
        publishedAt: "2025-05-02",
      },
      { id: "gone", title: "Gone", text: "Wheat is gone.", source: "Gone", publishedAt: "2025-01-01" },
    ],
  });
  await updateTestIndex(store, {
    articles: [
      {
        id: "wheat",
        title: "Wheat",
        text: "Wheat is dear now.\n\nVery dear.",
        source: "Wire",
        publishedAt: "2025-04-01",
      },
      { id: "soup", title: "Soup", text: "Lentils and onions." },
    ],
    removeIds: ["gone"],
  });
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "size" });
  onTestFinished(() => generation.close());
  return generation;
}

test("the index of these tests has two segments and hides two articles", async () => {
  const generation = await openPresent();
  expect(generation.segments).toHaveLength(2);
  expect((await countFacets(generation, { filter: {} }, { facets: FACET_FIELDS })).total).toBe(3);
});

describe("an article", () => {
  test("is read in its current version, from any segment", async () => {
    const generation = await openPresent();
    const { article, passages } = (await readArticle(generation, "wheat")) ?? {};
    expect(article).toMatchObject({ text: "Wheat is dear now.\n\nVery dear.", source: "Wire" });
    expect(passages?.[0]).toMatchObject({ id: "wheat#0", start: 0 });
    expect((await readArticle(generation, "bread"))?.article.title).toBe("Bread");
  });

  test("that was taken down or never existed is not found", async () => {
    const generation = await openPresent();
    expect(await readArticle(generation, "gone")).toBeUndefined();
    expect(await readArticle(generation, "never")).toBeUndefined();
  });
});

describe("facets", () => {
  test("count the current articles of all segments, ignoring the case of names", async () => {
    const generation = await openPresent();
    const { total, facets } = await countFacets(generation, { filter: {} }, { facets: FACET_FIELDS });
    expect(total).toBe(3);
    expect(facets.source).toEqual({
      values: [
        { value: "POST", count: 1 },
        { value: "Wire", count: 1 },
      ],
      missing: 1,
      others: 0,
    });
    expect(facets.month.values).toEqual([
      { value: "2025-03", count: 1 },
      { value: "2025-05", count: 1 },
    ]);
    expect(
      (await countFacets(generation, { filter: { source: ["post"] } }, { facets: ["month"] })).total,
    ).toBe(1);
  });

  test("count the articles of a question's answer", async () => {
    const generation = await openPresent();
    const context = { generation, embedder: hashedWordsEmbedder() };
    const counts = await countFacetsOfQuery(context, parseQuery({ text: "wheat", mode: "lexical" }));
    expect(counts.total).toBe(2);
    expect(counts.facets.month.values.map(({ value }) => value)).toEqual(["2025-03", "2025-05"]);
  });
});

test("similar articles are the current ones nearest in meaning, without the article itself", async () => {
  const generation = await openPresent();
  const context = { generation, embedder: hashedWordsEmbedder() };
  const query = { limit: 1, filter: {}, minConfidence: null, minSimilarity: null };
  const found = await findSimilar(context, "bread", query);
  expect(found?.hits.map(({ rank, article }) => [rank, article.id])).toEqual([[1, "wheat"]]);
  expect(await findSimilar(context, "gone", query)).toBeUndefined();
});
