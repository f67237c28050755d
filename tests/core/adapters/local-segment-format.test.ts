import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localSegmentFormat } from "@dateline/core/adapters/segment/local-segment-format";
import { afterAll } from "vitest";
import { describePassageTable } from "../../contracts/passage-table.ts";
import { describeSegmentFormat } from "../../contracts/segment-format.ts";
import { paragraphsOf } from "../../fixtures/example-article.ts";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";
import { writeSegment } from "../../fixtures/write-segment.ts";

const DIMENSIONS = 4;

describeSegmentFormat("localSegmentFormat", localSegmentFormat);

describePassageTable("The table of a local segment", async (articles) => {
  const folder = await mkdtemp(join(tmpdir(), "passage table "));
  const passages = articles.flatMap(paragraphsOf).length;
  const embeddings = randomEmbeddings(passages, DIMENSIONS).map((passage) => ({ passage, sentences: [] }));
  await writeSegment(localSegmentFormat, folder, { articles, embeddings, dimensions: DIMENSIONS });
  const segment = localSegmentFormat.open(folder, DIMENSIONS);
  afterAll(async () => {
    segment.close();
    await rm(folder, { recursive: true });
  });
  return segment.passages;
});
