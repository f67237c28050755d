import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import type { OpenGeneration } from "@dateline-search/core/generation/open-generation";
import { removeArticles, restoreArticles } from "@dateline-search/core/indexing/remove-articles";
import { LiveGeneration } from "@dateline-search/core/live/live-generation";
import { countFacets } from "@dateline-search/core/search/count-facets";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { readArticle } from "@dateline-search/core/search/read-article";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { expect, onTestFinished, test } from "vitest";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

/** Long enough for a copy of it to be found. */
const TEXT = `The ferry to the northern islands sailed again on Monday after storms had kept it in port for nine days.
Shopkeepers on the largest of the islands said that fresh milk had run out on the third day and bread on the fifth.
The captain told reporters that he had never seen waves as high as those of last week in thirty years at sea, and the
harbour master added that two fishing boats were still missing from their moorings near the old lighthouse.`;

/** An index of two copies of a story and another article, and what serves it; its first generation is an old one. */
async function openIndex() {
  const store = new FileObjectStore(temporaryFolder());
  const { generation: first } = await updateTestIndex(store, {
    articles: [
      { id: "ferry", text: TEXT, source: "Gazette", updatedAt: "2025-03-03" },
      { id: "copy", text: TEXT, source: "Post", updatedAt: "2025-03-03" },
      { id: "bridge", text: "The old bridge near the ferry is closed.", source: "Gazette" },
    ],
  });
  await updateTestIndex(store, { articles: [{ id: "later", text: "A later report on the ferry." }] });
  const live = new LiveGeneration({
    store,
    folder: temporaryFolder(),
    format: localSegmentFormat,
    checkManifest: () => {},
    refreshMs: 0,
  });
  onTestFinished(async () => await live.close());
  return { store, live, first: String(first), context: { store, identities: new IdentityReader(store) } };
}

/** Everything that an old generation tells of the story. */
async function answersOf(generation: OpenGeneration) {
  const query = parseQuery({ text: "ferry islands", limit: 20 });
  const { hits, total } = await searchPassages({ generation, embedder: hashedWordsEmbedder() }, query);
  const facets = await countFacets(generation, { filter: {} }, { facets: ["source"] });
  return {
    hits: [...new Set(hits.map(({ article }) => article.id))].sort(),
    total,
    others: hits.find(({ article }) => article.id === "copy")?.story?.others.map(({ id }) => id) ?? [],
    sources: JSON.stringify(facets),
    article: (await readArticle(generation, "ferry"))?.article.id ?? null,
  };
}

test("an older generation hides articles taken down since, and shows them once restored", async () => {
  const { live, first, context } = await openIndex();
  const before = await live.useKept(first, answersOf);
  expect(before).toMatchObject({ hits: ["bridge", "copy", "ferry"], others: ["ferry"], article: "ferry" });
  await removeArticles(context, ["ferry"]);
  await live.refreshNow();
  const after = await live.useKept(first, answersOf);
  expect(after).toMatchObject({ hits: ["bridge", "copy"], others: [], article: null });
  expect(after.total).toBeLessThan(before.total);
  expect(after.sources).not.toBe(before.sources);
  await restoreArticles(context, ["ferry"]);
  await live.refreshNow();
  expect(await live.useKept(first, answersOf)).toEqual(before);
});

test("a withdrawn version and all earlier ones are hidden, too", async () => {
  const { store, live, first } = await openIndex();
  for (const [statedAt, isShown] of [
    ["2025-03-02", true],
    ["2025-03-04", false],
  ] as const) {
    await updateTestIndex(store, { withdrawals: [{ id: "ferry", statedAt }] });
    await live.refreshNow();
    const { hits } = await live.useKept(first, answersOf);
    expect(hits.includes("ferry")).toBe(isShown);
  }
});

test("a correction is not a take-down: an old generation still shows its own version", async () => {
  const { store, live, first } = await openIndex();
  const before = await live.useKept(first, answersOf);
  await updateTestIndex(store, { articles: [{ id: "ferry", text: "Corrected.", updatedAt: "2025-03-05" }] });
  await live.refreshNow();
  expect(await live.useKept(first, answersOf)).toEqual(before);
});
