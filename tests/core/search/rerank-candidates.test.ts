import { openTransformersReranker } from "@dateline-search/core/adapters/model/transformers-reranker";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import type { Reranker } from "@dateline-search/core/ports/reranker";
import { findSimilar } from "@dateline-search/core/search/find-similar";
import { parseQuery, type QueryInput } from "@dateline-search/core/search/parse-query";
import type { SearchContext } from "@dateline-search/core/search/search-context";
import { countFacetsOfQuery, searchPassages } from "@dateline-search/core/search/search-passages";
import { Stopwatch } from "@dateline-search/core/search/stopwatch";
import type { SearchResult } from "@dateline-search/core/types";
import { describe, expect, onTestFinished, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { installTinyReranker, TINY_RERANKER } from "../../fixtures/tiny-cross-encoder.ts";

async function openContext(records: readonly object[], reranker?: Reranker): Promise<SearchContext> {
  const { folder } = await buildTestIndex(records);
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "sha256" });
  onTestFinished(() => generation.close());
  return { generation, embedder: hashedWordsEmbedder(), reranker };
}

async function openTinyReranker(): Promise<Reranker> {
  const modelsFolder = temporaryFolder();
  await installTinyReranker(modelsFolder);
  const reranker = await openTransformersReranker({ modelsFolder, modelName: TINY_RERANKER.name });
  onTestFinished(() => reranker.close());
  return reranker;
}

/** A fake that knows one passage, and counts what it is asked to read. */
function preferring(words: string): Reranker & { readonly read: string[] } {
  const read: string[] = [];
  return {
    modelName: "preferring",
    fingerprint: "ab".repeat(32),
    read,
    score: async (_query, passages) => {
      read.push(...passages);
      return passages.map((passage) => (passage.includes(words) ? 8 : -8));
    },
    close: async () => {},
  };
}

async function ask(context: SearchContext, input: QueryInput): Promise<SearchResult> {
  return await searchPassages(context, parseQuery(input));
}

const idsOf = ({ hits }: SearchResult) => hits.map(({ article }) => article.id);
const passagesOf = ({ hits }: SearchResult) => hits.map(({ passage }) => passage.id);

/** Reports of one kind, of which only the numbers differ: 70 articles of a passage each. */
const REPORTS = Array.from({ length: 70 }, (_, index) => ({
  id: `report-${index}`,
  title: `Harbour report ${index}`,
  text: `The harbour master counted ${index + 3} vessels in the outer harbour before the fog came in.`,
  source: index % 2 === 0 ? "Harbour Gazette" : "Evening Post",
  publishedAt: `2025-03-${String((index % 28) + 1).padStart(2, "0")}`,
}));
const VESSELS = { text: "vessels in the harbour" };

describe("a search with a reranker", () => {
  test("puts first the answers according to a cross-encoder, and reports that in parts and result", async () => {
    const records = [
      ...NEWS_RECORDS,
      {
        id: "poem",
        title: "A song of islands",
        text: "Islands, islands, northern light: islands are a song that no ferry knows.",
        publishedAt: "2025-02-01",
      },
    ];
    const context = await openContext(records);
    // The tiny model has no word for "song" or "light", and reads headline and passage together.
    const reranker = await openTinyReranker();
    const query = { text: "ferry islands storms port", limit: 5 };
    const plain = await ask(context, query);
    const reranked = await ask({ ...context, reranker }, query);
    expect(plain.reranked).toBeNull();
    expect(plain.hits.map(({ parts }) => parts.reranker)).toEqual(plain.hits.map(() => null));
    expect(reranked.reranked).toEqual({ model: TINY_RERANKER.name, passages: reranked.total });
    expect(reranked.hits[0]).toMatchObject({ article: { id: "ferry" }, parts: { reranker: 1 } });
    expect(new Set(passagesOf(reranked))).toEqual(new Set(passagesOf(plain)));
    const readAsOne = reranked.hits.find(({ article }) => article.id === "poem");
    expect(readAsOne?.parts.reranker).toBeCloseTo(0.5, 5);
  });

  test("reorders the best fifty, keeps scores within the fused ones, and leaves the rest unchanged", async () => {
    const context = await openContext(REPORTS);
    const plain = await ask(context, { ...VESSELS, limit: 70 });
    const risen = plain.hits[20];
    const reranker = preferring(risen?.passage.text ?? "none");
    const reranked = await ask({ ...context, reranker }, { ...VESSELS, limit: 70 });
    expect(reranker.read).toHaveLength(50);
    expect(reranked.reranked).toEqual({ model: "preferring", passages: 50 });
    expect(reranked.hits[0]?.passage.id).toBe(risen?.passage.id);
    expect(passagesOf(reranked).slice(50)).toEqual(passagesOf(plain).slice(50));
    expect(reranked.hits.slice(50).map(({ score }) => score)).toEqual(
      plain.hits.slice(50).map(({ score }) => score),
    );
    const scores = reranked.hits.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores[0]).toBeLessThanOrEqual(plain.hits[0]?.score as number);
    expect(new Set(passagesOf(reranked))).toEqual(new Set(passagesOf(plain)));
  });

  test.each(["none", "article", "story"])(
    "gives the same hits in pages as in one answer, collapsed to %s",
    async (collapse) => {
      const context = await openContext(REPORTS);
      const reranker = preferring("counted 33 vessels");
      const asked = { ...VESSELS, collapse };
      const whole = await ask({ ...context, reranker }, { ...asked, limit: 70 });
      const pages: SearchResult[] = [];
      for (let offset = 0; offset < 70; offset += 15) {
        pages.push(await ask({ ...context, reranker }, { ...asked, limit: 15, offset }));
      }
      expect(pages.flatMap(({ hits }) => hits)).toEqual(whole.hits);
      expect(new Set(pages.map(({ total }) => total))).toEqual(new Set([whole.total]));
    },
  );

  test("reads only allowed passages", async () => {
    const context = await openContext(REPORTS);
    const reranker = preferring("counted 4 vessels");
    const result = await ask({ ...context, reranker }, { ...VESSELS, source: ["Evening Post"], limit: 35 });
    expect(reranker.read).toHaveLength(35);
    expect(result.hits[0]?.article.id).toBe("report-1");
    expect(new Set(result.hits.map(({ article }) => article.source))).toEqual(new Set(["Evening Post"]));
  });

  test("applies the decay by age after it", async () => {
    const context = await openContext(REPORTS);
    const reranker = preferring("counted 3 vessels");
    const asked = { ...VESSELS, asOf: "2025-03-28" };
    const first = await ask({ ...context, reranker }, asked);
    const aged = await ask({ ...context, reranker }, { ...asked, halfLifeDays: 2 });
    expect(first.hits[0]?.article.id).toBe("report-0");
    expect(aged.hits[0]?.article.publishedAt).toBe("2025-03-28");
    expect(aged.reranked).not.toBeNull();
    expect(aged.hits[0]?.parts.reranker).not.toBeNull();
  });

  test.each([{ sort: "date" }, { mode: "semantic" }, { mode: "lexical" }])(
    "changes nothing and reports that if the order does not use it: %j",
    async (order) => {
      const context = await openContext(REPORTS);
      const reranker = preferring("counted 33 vessels");
      const { tookMs: _plain, ...plain } = await ask(context, { ...VESSELS, ...order });
      const { tookMs: _reranked, ...reranked } = await ask(
        { ...context, reranker },
        { ...VESSELS, ...order },
      );
      expect(reranked).toEqual(plain);
      expect(reranked.reranked).toBeNull();
      expect(reranker.read).toEqual([]);
    },
  );

  test("is not used for counts or similar articles, and its time is measured", async () => {
    const context = await openContext(REPORTS);
    const reranker = preferring("counted 33 vessels");
    const query = parseQuery(VESSELS);
    const counted = await countFacetsOfQuery({ ...context, reranker }, query);
    expect(counted).toEqual(await countFacetsOfQuery(context, query));
    await findSimilar({ ...context, reranker }, "report-3", {
      limit: 3,
      filter: {},
      minConfidence: null,
      minSimilarity: null,
    });
    expect(reranker.read).toEqual([]);
    const stopwatch = new Stopwatch();
    await searchPassages({ ...context, reranker, stopwatch }, query);
    expect(Object.keys(stopwatch.timings)).toContain("rerank");
  });

  test("answers a query that nothing matches, and one passage", async () => {
    const context = await openContext(REPORTS);
    const reranker = preferring("none");
    const nothing = await ask({ ...context, reranker }, { ...VESSELS, source: ["Nobody"] });
    expect(nothing).toMatchObject({ hits: [], reranked: { passages: 0 } });
    const one = await ask({ ...context, reranker }, { ...VESSELS, articleId: ["report-7"] });
    expect(idsOf(one)).toEqual(["report-7"]);
    expect(one.hits[0]?.parts.reranker).toBe(1);
  });
});
