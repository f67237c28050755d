import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import type { Segment } from "@dateline-search/core/ports/segment";
import { findCandidates } from "@dateline-search/core/search/find-candidates";
import type { Article, Embedding } from "@dateline-search/core/types";
import { afterAll, expect, test } from "vitest";
import { describePassageTable } from "../../contracts/passage-table.ts";
import { describeSegmentFormat } from "../../contracts/segment-format.ts";
import { describeStoryTable } from "../../contracts/story-table.ts";
import { describeWordIndex } from "../../contracts/word-index.ts";
import { exampleArticle, paragraphsOf } from "../../fixtures/example-article.ts";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";
import { writeSegment } from "../../fixtures/write-segment.ts";

const DIMENSIONS = 4;
const opened: { readonly segment: Segment; readonly folder: string }[] = [];

afterAll(async () => {
  for (const { segment, folder } of opened) {
    segment.close();
    await rm(folder, { recursive: true });
  }
});

describeSegmentFormat("localSegmentFormat", localSegmentFormat);
describeStoryTable("localSegmentFormat", localSegmentFormat);

describePassageTable(
  "the table of a local segment",
  async (articles) => (await segmentOf(articles)).passages,
);
describeWordIndex("the words of a local segment", async (articles) => (await segmentOf(articles)).words);

test("a segment is scanned if its graph hides texts among thousands of nearly equal ones", async () => {
  const articles = Array.from({ length: 3_020 }, (_, id) =>
    exampleArticle({ id: `${id}`, text: "Subscribers." }),
  );
  const embeddings = [...nearlyEqual(3_000), ...randomEmbeddings(20, 32)];
  const segment = await openSegment(articles, embeddings);
  expect(segment.approximate.exact).toBe(true);
  embeddings.slice(3_000).forEach((embedding, position) => {
    expect(segment.approximate.search(embedding, 1).map(({ row }) => row)).toEqual([3_000 + position]);
  });
  const input = { embedding: embeddings[3_019] as Embedding, terms: [], filter: {} };
  const { plan } = findCandidates([segment], input, { exactScanPassages: 0 });
  expect(plan).toEqual(["exact-scan"]);
});

/** Around one text, with small differences such as a date. */
function nearlyEqual(count: number): readonly Embedding[] {
  const [text] = randomEmbeddings(1, 32, 3) as [Embedding];
  return randomEmbeddings(count, 32, 9).map((difference) => {
    const vector = text.map((value, index) => value + 0.01 * (difference[index] as number));
    const norm = Math.hypot(...vector);
    return vector.map((value) => value / norm);
  });
}

/** A segment that is open until the suite ends; each paragraph is a passage. */
async function segmentOf(articles: readonly Article[]): Promise<Segment> {
  return openSegment(articles, randomEmbeddings(articles.flatMap(paragraphsOf).length, DIMENSIONS));
}

async function openSegment(articles: readonly Article[], vectors: readonly Embedding[]): Promise<Segment> {
  const folder = await mkdtemp(join(tmpdir(), "passage table "));
  const embeddings = vectors.map((passage) => ({ passage, sentences: [] }));
  const dimensions = vectors[0]?.length ?? DIMENSIONS;
  await writeSegment(localSegmentFormat, folder, { articles, embeddings, dimensions });
  const segment = localSegmentFormat.open(folder, dimensions);
  opened.push({ segment, folder });
  return segment;
}
