import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import type { PassageTable } from "@dateline-search/core/ports/passage-table";
import { expect, onTestFinished, test } from "vitest";
import { exampleArticle, paragraphsOf } from "../../fixtures/example-article.ts";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { writeSegment } from "../../fixtures/write-segment.ts";

const DATES = ["2025-03-03", "2025-03-03T00:00:00Z", "2025-03-04T10:00:00Z", "2025-03-05"];
const ARTICLES = DATES.map((publishedAt, index) =>
  exampleArticle({ id: `${index}`, publishedAt, source: index < 2 ? "Gazette" : "Post", language: "en" }),
);

async function open(): Promise<PassageTable> {
  const folder = temporaryFolder();
  const embeddings = randomEmbeddings(ARTICLES.flatMap(paragraphsOf).length, 4);
  await writeSegment(localSegmentFormat, folder, {
    articles: ARTICLES,
    embeddings: embeddings.map((passage) => ({ passage, sentences: [] })),
    dimensions: 4,
  });
  const segment = localSegmentFormat.open(folder, 4);
  onTestFinished(() => segment.close());
  return segment.passages;
}

test.each([
  ["a day before all", { from: "2025-03-01" }],
  ["the first day, at midnight", { from: "2025-03-03T00:00:00Z" }],
  ["the first day", { from: "2025-03-03" }],
  ["a time after all", { to: "2025-03-05T00:00:00Z" }],
  ["a language that all are of", { language: ["en"] }],
  ["both sources", { source: ["Gazette", "post"] }],
  ["sources that no article has left out", { excludeSource: ["Wire"] }],
  ["several that allow all", { from: "2025-01-01", to: "2026-01-01", language: ["en"], excludeSource: [] }],
])("a filter for %s is skipped", async (_what, filter) => {
  expect((await open()).rowsMatching(filter)).toBeNull();
});

test("the rows of a recent filter are cached, even for another bound that allows the same rows", async () => {
  const table = await open();
  const rows = table.rowsMatching({ source: ["gazette"], to: "2025-03-03T12:00:00Z" });
  expect(rows?.count).toBe(paragraphsOf(ARTICLES[0] as (typeof ARTICLES)[0]).length * 2);
  expect(table.rowsMatching({ source: ["Gazette"], to: "2025-03-03T12:00:01Z" })).toBe(rows);
  expect(table.rowsMatching({ source: ["Gazette"], to: "2025-03-02" })?.count).toBe(0);
});

test("a date as an upper or lower bound includes the whole day", async () => {
  const table = await open();
  const articlesOf = (filter: object) =>
    [...(table.rowsMatching(filter)?.rows() ?? [])].map((row) => table.read([row])[0]?.article.id);
  expect(new Set(articlesOf({ to: "2025-03-03" }))).toEqual(new Set(["0", "1"]));
  expect(new Set(articlesOf({ from: "2025-03-05T08:00:00Z" }))).toEqual(new Set(["3"]));
  expect(new Set(articlesOf({ from: "2025-03-04", to: "2025-03-04" }))).toEqual(new Set(["2"]));
});
