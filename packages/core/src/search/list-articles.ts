import type { ListedArticles, Listing, PassageRef } from "../ports/search-index.ts";
import type { Segment } from "../ports/segment.ts";
import type { PassageKeys } from "../ports/story-table.ts";
import { compareTimes } from "./compare-times.ts";

/** An article by its first passage. */
interface Listed extends PassageKeys, PassageRef {}

/** `SearchIndex.listArticles` of segments. */
export function listArticles(
  segments: readonly Segment[],
  { filter, order, onePerStory, offset, limit }: Listing,
): ListedArticles {
  const allowed = segments.flatMap((segment, position) => listSegment(segment, { position, filter }));
  const ordered = allowed.toSorted((a, b) => inOrder(a, b, order));
  const listed = onePerStory ? firstOfStories(ordered) : ordered;
  return {
    articles: allowed.length,
    total: listed.length,
    page: listed.slice(offset, offset + limit).map(({ segment, row }) => ({ segment, row })),
  };
}

function listSegment(
  { passages, stories }: Segment,
  { position, filter }: Pick<Listing, "filter"> & { readonly position: number },
): readonly Listed[] {
  const rows = passages.rowsMatching(filter)?.rows() ?? passages.rows();
  const first = [...new Set(passages.articleRanges(rows).map((range) => range.first))];
  return stories.keysOf(first).map((keys, index) => ({
    ...keys,
    segment: position,
    row: first[index] as number,
  }));
}

/** By id where times are equal, so that the order does not depend on segments. */
function inOrder(a: Listed, b: Listed, order: Listing["order"]): number {
  const byTime = compareTimes(a.publishedAt, b.publishedAt, order);
  if (byTime !== 0) return byTime;
  return a.articleId < b.articleId ? -1 : 1;
}

function firstOfStories(ordered: readonly Listed[]): readonly Listed[] {
  const seen = new Set<string>();
  return ordered.filter(({ storyId }) => storyId === null || (!seen.has(storyId) && seen.add(storyId)));
}
