import { withOwnStories } from "../generation/unite-stories.ts";
import type { IndexedPassage } from "../ports/passage-table.ts";
import type { Segment } from "../ports/segment.ts";
import type { SegmentWriter } from "../ports/segment-format.ts";
import type { SharedHash, StoryAlias, StoryTable } from "../ports/story-table.ts";
import type { Embedding } from "../types.ts";
import type { ReportToRead } from "./report-traits.ts";
import type { CountedArticles } from "./term-weights.ts";

/** What an open segment must provide to continue its stories. */
export type EarlierSegment = Segment;

/** An article whose beginning is close in meaning. */
export interface NearReport {
  /** Row of its first passage. */
  readonly row: number;
  readonly articleId: string;
  readonly publishedAt: string | null;
}

/**
 * A source of articles that may share a story with a new one: a segment of the index, or the one under
 * construction.
 */
export interface StorySource extends CountedArticles {
  readonly stories: Pick<StoryTable, "membersOf">;
  /** Earlier ids of its stories. */
  readonly aliases: readonly StoryAlias[];
  /** Articles, assigned or not, whose beginnings are among the `k` nearest passages. */
  near(embedding: Embedding, k: number): readonly NearReport[];
  sharing(hashes: readonly number[], limit: number): readonly SharedHash[];
  /** The story of the article whose first passage is in this row; `undefined` if it has none yet. */
  storyAt(row: number): string | undefined;
  /** The article whose first passage is in this row. */
  reportAt(row: number): ReportToRead;
  embeddingOf(row: number): Embedding;
}

/** @param replacedIds articles that are about to be replaced, which are ignored */
export function earlierSource(segment: Segment, replacedIds: ReadonlySet<string>): StorySource {
  // A replaced article no longer proves anything.
  const { stories, passages, approximate, words, storedEmbeddings } = withOwnStories(segment);
  return {
    articleCount: passages.articleCount,
    articlesWith: (terms) => words.articlesWith(terms),
    stories: {
      membersOf: (storyId) => stories.membersOf(storyId).filter(({ id }) => !replacedIds.has(id)),
    },
    aliases: stories.aliases().filter(({ articleId }) => !replacedIds.has(articleId)),
    near: (embedding, k) => beginnings(stories, approximate.search(embedding, k), replacedIds),
    sharing: (hashes, limit) =>
      stories.sharing(hashes, limit).filter(({ articleId }) => !replacedIds.has(articleId)),
    storyAt: (row) => stories.keysOf([row])[0]?.storyId ?? undefined,
    reportAt: (row) => {
      const [{ article }] = passages.read([row]) as [IndexedPassage];
      return article;
    },
    embeddingOf: (row) => storedEmbeddings([row])[0]?.passage as Embedding,
  };
}

export function ownSource(writer: SegmentWriter): StorySource {
  return {
    articleCount: writer.articleCount,
    articlesWith: (terms) => writer.articlesWith(terms),
    stories: { membersOf: () => [] },
    aliases: [],
    near: (embedding, k) => beginnings(writer.stories, writer.nearest(embedding, k), new Set()),
    sharing: (hashes, limit) => writer.stories.sharing(hashes, limit),
    // The book knows the stories of these articles.
    storyAt: () => undefined,
    reportAt: (row) => writer.stories.reportAt(row),
    embeddingOf: (row) => writer.embeddingOf(row),
  };
}

function beginnings(
  stories: Pick<StoryTable, "keysOf">,
  neighbors: readonly { readonly row: number; readonly similarity: number }[],
  replacedIds: ReadonlySet<string>,
): readonly NearReport[] {
  const rows = neighbors.map(({ row }) => row);
  return stories.keysOf(rows).flatMap(({ articleId, ordinal, publishedAt }, index) => {
    if (ordinal !== 0 || replacedIds.has(articleId)) return [];
    return [{ row: rows[index] as number, articleId, publishedAt }];
  });
}
