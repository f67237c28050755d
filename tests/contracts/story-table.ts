import type { SegmentFormat, SegmentWriter } from "@dateline-search/core/ports/segment-format";
import type { StoryTable } from "@dateline-search/core/ports/story-table";
import { describe, expect, onTestFinished, test } from "vitest";
import { exampleArticle, paragraphsOf } from "../fixtures/example-article.ts";
import { randomEmbeddings } from "../fixtures/random-embeddings.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const DIMENSIONS = 16;
/** Two passages each; not in the order of their publication. */
const ARTICLES = [
  { id: "undated", publishedAt: null },
  { id: "late", publishedAt: "2025-12-11T08:00:00Z" },
  { id: "b", publishedAt: "2025-12-10" },
  { id: "a", publishedAt: "2025-12-10" },
].map((known) => exampleArticle({ ...known, text: `First of ${known.id}.\n\nSecond.`, source: "Wire" }));
const VECTORS = randomEmbeddings(2 * ARTICLES.length, DIMENSIONS);
const INTERNAL = expect.objectContaining({ code: "internal" });

/** What every segment promises of its stories, while it is written and afterwards. */
export function describeStoryTable(name: string, format: SegmentFormat): void {
  describe(`the stories of ${name}`, () => {
    test("are assigned in the order of publication, undated articles last, equal dates by id", async () => {
      const { stories } = await start(format);
      const articles = [...stories.articlesInTime()];
      expect(articles.map(({ id, row, firstPassage }) => [id, row, firstPassage])).toEqual([
        ["a", 3, 6],
        ["b", 2, 4],
        ["late", 1, 2],
        ["undated", 0, 0],
      ]);
      expect(articles[0]).toMatchObject({ text: ARTICLES[3]?.text, publishedAt: "2025-12-10" });
    });

    test("are looked up by embedding while they are written", async () => {
      const writer = await start(format);
      VECTORS.forEach((vector, row) => {
        expect(writer.nearest(vector, 2)[0]).toMatchObject({ row, similarity: expect.closeTo(1, 2) });
        writer.embeddingOf(row).forEach((value, index) => {
          expect(value).toBeCloseTo(vector[index] as number, 2);
        });
      });
      expect(() => writer.embeddingOf(VECTORS.length)).toThrow(INTERNAL);
    });

    test("are as assigned, in the writer and in the segment", async () => {
      const folder = temporaryFolder();
      const writer = await start(format, folder);
      for (const article of writer.stories.articlesInTime()) {
        const hashes = article.id === "undated" ? [] : [7, article.row, 2 ** 30 - 1];
        writer.stories.assign(article, article.publishedAt === "2025-12-10" ? "s1" : article.id, hashes);
      }
      // Twice is once.
      for (const alias of ["older", "older"]) writer.stories.addAlias(3, alias);
      writer.stories.addAlias(2, "s0");
      expectAssigned(writer.stories);
      await writer.finish();
      const segment = format.open(folder, DIMENSIONS);
      onTestFinished(() => segment.close());
      expectAssigned(segment.stories);
    });

    test("are read and changed before the segment is finished", async () => {
      const writer = await start(format);
      const [first, second] = [...writer.stories.articlesInTime()];
      if (first === undefined || second === undefined) throw new Error("Cannot test: articles are missing");
      expect(writer.stories.reportAt(second.firstPassage)).toEqual({ title: "Report b", text: second.text });
      expect(writer.articlesWith(["first", "undat", "nowhere"])).toEqual([4, 1, 0]);
      writer.stories.assign(first, "one", []);
      writer.stories.assign(second, "two", []);
      writer.stories.reassign(second.row, "one");
      expect(writer.stories.membersOf("one").map(({ id }) => id)).toEqual(["b", "a"]);
      expect(writer.stories.membersOf("two")).toEqual([]);
    });

    test("do not exist if none were assigned", async () => {
      const folder = temporaryFolder();
      const writer = await start(format, folder);
      await writer.finish();
      const segment = format.open(folder, DIMENSIONS);
      onTestFinished(() => segment.close());
      expect(segment.stories.keysOf([7])).toEqual([
        { articleId: "a", ordinal: 1, storyId: null, publishedAt: "2025-12-10" },
      ]);
      expect(segment.stories.membersOf("a")).toEqual([]);
    });
  });
}

async function start(format: SegmentFormat, folder = temporaryFolder()): Promise<SegmentWriter> {
  const writer = await format.create(folder, DIMENSIONS);
  onTestFinished(() => writer.abandon());
  for (const article of ARTICLES) writer.addArticle(article, paragraphsOf(article));
  writer.addEmbeddings(VECTORS.map((passage) => ({ passage, sentences: [] })));
  return writer;
}

function expectAssigned(stories: StoryTable): void {
  expect(stories.keysOf([7, 0, 7])).toEqual([
    { articleId: "a", ordinal: 1, storyId: "s1", publishedAt: "2025-12-10" },
    { articleId: "undated", ordinal: 0, storyId: "undated", publishedAt: null },
    { articleId: "a", ordinal: 1, storyId: "s1", publishedAt: "2025-12-10" },
  ]);
  expect(() => stories.keysOf([0, 8])).toThrow(INTERNAL);
  expect(stories.membersOf("s1").map(({ id, firstPassage }) => [id, firstPassage])).toEqual([
    ["b", 4],
    ["a", 6],
  ]);
  expect(stories.membersOf("late")).toEqual([
    {
      id: "late",
      title: "Report late",
      source: "Wire",
      url: null,
      publishedAt: "2025-12-11T08:00:00Z",
      firstPassage: 2,
      textBytes: 23,
    },
  ]);
  expect(stories.aliases()).toEqual([
    { alias: "s0", articleId: "b", storyId: "s1", firstPassage: 4 },
    { alias: "older", articleId: "a", storyId: "s1", firstPassage: 6 },
  ]);
  expect(stories.membersOf("nobody")).toEqual([]);
  expect(stories.sharing([2 ** 30 - 1, 5, 3], 2)).toEqual([
    {
      hash: 2 ** 30 - 1,
      articleId: "late",
      storyId: "late",
      hashCount: 3,
      firstPassage: 2,
      publishedAt: "2025-12-11T08:00:00Z",
    },
    {
      hash: 2 ** 30 - 1,
      articleId: "b",
      storyId: "s1",
      hashCount: 3,
      firstPassage: 4,
      publishedAt: "2025-12-10",
    },
    { hash: 3, articleId: "a", storyId: "s1", hashCount: 3, firstPassage: 6, publishedAt: "2025-12-10" },
  ]);
}
