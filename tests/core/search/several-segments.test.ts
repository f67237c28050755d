import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import type { Manifest } from "@dateline-search/core/generation/manifest";
import type { OpenGeneration } from "@dateline-search/core/generation/open-generation";
import type { Segment } from "@dateline-search/core/ports/segment";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import type { Article, Hit } from "@dateline-search/core/types";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleArticle, paragraphsOf } from "../../fixtures/example-article.ts";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { seededRandom } from "../../fixtures/seeded-random.ts";
import { writeSegment } from "../../fixtures/write-segment.ts";

const WORDS =
  "harbour strike ferry storm bridge engineer harvest wheat price island council orchestra theatre hospital".split(
    " ",
  );
const embedder = hashedWordsEmbedder();
const folders: string[] = [];
const segments: Segment[] = [];
let whole: OpenGeneration;
let inParts: OpenGeneration;

beforeAll(async () => {
  const articles = randomArticles(400);
  whole = generationOf([await openSegment(articles)]);
  // A rare word of the whole is common in the last part, and the parts differ in size and in length of texts.
  const parts = [articles.slice(0, 30), articles.slice(30, 350), articles.slice(350)];
  inParts = generationOf(await Promise.all(parts.map(openSegment)));
});
afterAll(async () => {
  for (const segment of segments) segment.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

test.each([
  ["one word that only the last part has", "walrus"],
  ["common and rare words", "walrus strike in the harbour"],
  ["more matches than candidates", "harbour strike ferry storm bridge engineer"],
  ["no word of the collection", "zebra"],
])("the same passages give the same hits in three segments as in one: %s", async (_, text) => {
  expect(await hitsOf(inParts, text)).toEqual(await hitsOf(whole, text));
});

test("also if a filter removes whole segments", async () => {
  const filter = { from: "2025-02-01" };
  const hits = await hitsOf(inParts, "walrus strike", filter);
  expect(hits).toEqual(await hitsOf(whole, "walrus strike", filter));
  expect(hits.length).toBeGreaterThan(10);
});

async function hitsOf(
  generation: OpenGeneration,
  text: string,
  filter: { from?: string } = {},
): Promise<readonly Hit[]> {
  const query = parseQuery({ text, limit: 100, ...filter });
  return (await searchPassages({ generation, embedder }, query)).hits;
}

async function openSegment(articles: readonly Article[]): Promise<Segment> {
  const folder = await mkdtemp(join(tmpdir(), "several segments "));
  folders.push(folder);
  const texts = articles.flatMap(paragraphsOf).map(({ text }) => text);
  const embeddings = (await embedder.embedPassages(texts)).map((passage) => ({ passage, sentences: [] }));
  await writeSegment(localSegmentFormat, folder, { articles, embeddings, dimensions: embedder.dimensions });
  const segment = localSegmentFormat.open(folder, embedder.dimensions);
  segments.push(segment);
  return segment;
}

function generationOf(opened: readonly Segment[]): OpenGeneration {
  return {
    id: "test",
    manifest: { segments: [] as Manifest["segments"] } as Manifest,
    segments: opened,
    isWhole: true,
    close: () => {},
  };
}

function randomArticles(count: number): Article[] {
  const random = seededRandom(11);
  const words = (length: number) =>
    Array.from({ length }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");
  return Array.from({ length: count }, (_, id) => {
    const paragraphs = Array.from({ length: 1 + Math.floor(random() * 3) }, () => words(4 + (id >> 4)));
    const rare = id >= 380 ? ["A walrus came ashore."] : [];
    return exampleArticle({
      id: `${id}`,
      title: words(3),
      text: [...paragraphs, ...rare].join("\n\n"),
      publishedAt: id % 8 === 0 ? "2025-02-01" : "2025-01-01",
    });
  });
}
