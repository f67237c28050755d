import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { measureRecall, SELECTIVITIES } from "@dateline-search/core/evaluation/measure-recall";
import { expect, onTestFinished, test } from "vitest";
import { exampleArticle } from "../../fixtures/example-article.ts";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { writeSegment } from "../../fixtures/write-segment.ts";

const DIMENSIONS = 16;

test("HNSW finds at least 99 % of the ten nearest at every selectivity, and the result names the plan", async () => {
  const folder = temporaryFolder();
  const embeddings = randomEmbeddings(20_500, DIMENSIONS);
  await writeSegment(localSegmentFormat, folder, {
    articles: embeddings.map((_, row) => exampleArticle({ id: `${row}`, text: "Rain." })),
    embeddings: embeddings.map((passage) => ({ passage, sentences: [] })),
    dimensions: DIMENSIONS,
  });
  const segment = localSegmentFormat.open(folder, DIMENSIONS);
  onTestFinished(() => segment.close());
  const measured = measureRecall([segment], randomEmbeddings(20, DIMENSIONS, 7));
  expect(measured.map(({ selectivity }) => selectivity)).toEqual([...SELECTIVITIES]);
  for (const { hnsw, planned } of measured) {
    expect(hnsw).toBeGreaterThanOrEqual(0.99);
    expect(planned).toBeGreaterThanOrEqual(0.99);
  }
  expect(measured[0]?.plan).toEqual(["hnsw"]);
  expect(measured.at(-1)).toMatchObject({ plan: ["exact-scan"], planned: 1 });
});
