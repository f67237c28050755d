import type { RowSet } from "../ports/row-set.ts";
import type { AllowedArticles, ListedArticles, Listing, PassageRef } from "../ports/search-index.ts";
import type { Segment } from "../ports/segment.ts";
import type { PassageKeys } from "../ports/story-table.ts";
import { askEach } from "../ports/unfetched.ts";
import { compareTimes } from "./compare-times.ts";
import { rowsByOperators } from "./match-operators.ts";

/** An article, represented by its first passage. */
interface Listed extends PassageKeys, PassageRef {}

/** Implements `SearchIndex.listArticles` for segments. */
export function listArticles(
  segments: readonly Segment[],
  { order, onePerStory, offset, limit, ...wanted }: Listing,
): ListedArticles {
  const allowed = askEach(segments, (segment, position) => listSegment(segment, { position, wanted })).flat();
  const ordered = allowed.toSorted((a, b) => inOrder(a, b, order));
  const listed = onePerStory ? firstOfStories(ordered) : ordered;
  return {
    articles: allowed.length,
    total: listed.length,
    page: listed.slice(offset, offset + limit).map(({ segment, row }) => ({ segment, row })),
  };
}

/** Rows of a segment that belong to allowed articles; `null` for all. */
export function rowsAllowed(
  segment: Segment,
  { filter, operators, languages = [] }: AllowedArticles,
): RowSet | null {
  const filtered = segment.passages.rowsMatching(filter);
  return operators === undefined ? filtered : rowsByOperators(segment, { ...operators, languages }, filtered);
}

function listSegment(
  segment: Segment,
  { position, wanted }: { readonly wanted: AllowedArticles; readonly position: number },
): readonly Listed[] {
  const { passages, stories } = segment;
  const rows = rowsAllowed(segment, wanted)?.rows() ?? passages.rows();
  const first = [...new Set(passages.articleRanges(rows).map((range) => range.first))];
  return stories.keysOf(first).map((keys, index) => ({
    ...keys,
    segment: position,
    row: first[index] as number,
  }));
}

/** Ties by id, so that the order does not depend on segments. */
function inOrder(a: Listed, b: Listed, order: Listing["order"]): number {
  const byTime = compareTimes(a.publishedAt, b.publishedAt, order);
  if (byTime !== 0) return byTime;
  return a.articleId < b.articleId ? -1 : 1;
}

function firstOfStories(ordered: readonly Listed[]): readonly Listed[] {
  const seen = new Set<string>();
  return ordered.filter(({ storyId }) => storyId === null || (!seen.has(storyId) && seen.add(storyId)));
}
