import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import type { Segment } from "@dateline-search/core/ports/segment";
import type { Article } from "@dateline-search/core/types";
import { afterAll } from "vitest";
import { describePassageTable } from "../../contracts/passage-table.ts";
import { describeSegmentFormat } from "../../contracts/segment-format.ts";
import { describeStoryTable } from "../../contracts/story-table.ts";
import { describeWordIndex } from "../../contracts/word-index.ts";
import { paragraphsOf } from "../../fixtures/example-article.ts";
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
  "The table of a local segment",
  async (articles) => (await segmentOf(articles)).passages,
);
describeWordIndex("The words of a local segment", async (articles) => (await segmentOf(articles)).words);

/** A segment that is open until the suite ends; each paragraph is a passage. */
async function segmentOf(articles: readonly Article[]): Promise<Segment> {
  const folder = await mkdtemp(join(tmpdir(), "passage table "));
  const passages = articles.flatMap(paragraphsOf).length;
  const embeddings = randomEmbeddings(passages, DIMENSIONS).map((passage) => ({ passage, sentences: [] }));
  await writeSegment(localSegmentFormat, folder, { articles, embeddings, dimensions: DIMENSIONS });
  const segment = localSegmentFormat.open(folder, DIMENSIONS);
  opened.push({ segment, folder });
  return segment;
}
