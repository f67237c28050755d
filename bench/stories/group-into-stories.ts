import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { assignStories } from "@dateline-search/core/stories/assign-stories";
import type { Article, Embedding } from "@dateline-search/core/types";

/**
 * Groups articles into stories with the code that builds segments, one passage each.
 *
 * @param embeddings of the articles in order
 * @returns the story of each article, by article id
 */
export async function groupIntoStories(
  articles: readonly Article[],
  embeddings: readonly Embedding[],
): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "dateline-stories-"));
  try {
    const writer = await localSegmentFormat.create(folder, embeddings[0]?.length ?? 1);
    for (const article of articles) {
      const { id: articleId, text } = article;
      writer.addArticle(article, [{ articleId, ordinal: 0, start: 0, end: text.length, text }]);
    }
    writer.addEmbeddings(embeddings.map((passage) => ({ passage, sentences: [] })));
    await assignStories(writer);
    const keys = writer.stories.keysOf(articles.map((_, row) => row));
    writer.abandon();
    return new Map(keys.map(({ articleId, storyId }) => [articleId, storyId ?? articleId]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
