import type { Segment } from "../ports/segment.ts";
import type { PassageKeys } from "../ports/story-table.ts";
import type { Hit, Query, SearchResult } from "../types.ts";
import { compareTimes, type TimeOrder } from "./compare-times.ts";
import { countRows, type FacetCounts } from "./count-facets.ts";
import type { ScoredCandidate } from "./fuse-scores.ts";
import { languagesSearched } from "./languages-searched.ts";
import { rowsByOperators } from "./match-operators.ts";
import { FACET_FIELDS } from "./parse-query.ts";
import { placeInZone } from "./place-in-zone.ts";
import { readHits } from "./read-hits.ts";
import type { SearchContext } from "./search-passages.ts";
import { seenBy } from "./seen-by.ts";
import { withoutDirection } from "./without-direction.ts";

/** An article by its first passage. */
interface Listed extends PassageKeys {
  readonly segment: number;
  readonly row: number;
}

/** What a hit has that nobody asked for. */
const UNRANKED = { semantic: 0, lexical: 0, similarity: 0, coverage: 0, recency: null, reranker: null };

/**
 * Answers a query that asks nothing: the articles that the filter and exclusions allow, in order of time, each by its first passage, or each
 * story by the article of it that comes first. Neither a model nor a score takes part.
 */
export function browseArticles(
  { generation, timeZone }: Pick<SearchContext, "generation" | "timeZone">,
  given: Query,
): Omit<SearchResult, "tookMs"> {
  const query = placeInZone(given, timeZone);
  const { segments, id } = generation;
  const rows = segments.map((segment) => rowsListed(segment, query, languagesSearched(generation)));
  const allowed = segments.flatMap((segment, position) =>
    listArticles(segment, { position, rows: rows[position] as ArrayLike<number> }),
  );
  const ordered = allowed.toSorted((a, b) => inOrder(a, b, query.sort === "oldest" ? "oldest" : "date"));
  const listed = query.collapse === "story" ? firstOfStories(ordered) : ordered;
  const page = listed.slice(query.offset, query.offset + query.limit).map(toCandidate);
  const read = { segments, query, embedding: withoutDirection(generation), terms: [] };
  const { facets } = countRows(segments, rows, query);
  return {
    generation: id,
    query: query.text,
    exact: true,
    plan: [],
    timeFrame: null,
    understood: "meaning",
    reranked: null,
    confidence: null,
    candidates: allowed.length,
    total: listed.length,
    hits: readHits(page, read).map(withPlainLink),
    facets: query.facets.length === 0 ? null : facets,
    nearest: [],
  };
}

/** Counts the articles that browsing lists, each once. */
export function countBrowsed(
  { generation, timeZone }: Pick<SearchContext, "generation" | "timeZone">,
  given: Query,
): FacetCounts {
  const query = placeInZone(given, timeZone);
  const languages = languagesSearched(generation);
  const rows = generation.segments.map((segment) => rowsListed(segment, query, languages));
  return countRows(generation.segments, rows, { ...query, facets: FACET_FIELDS });
}

/** The rows that the filter and the exclusions of a query leave. */
function rowsListed(segment: Segment, query: Query, languages: readonly string[]): ArrayLike<number> {
  const filtered = segment.passages.rowsMatching(seenBy(query));
  const { operators } = query;
  const left =
    operators === undefined ? filtered : rowsByOperators(segment, { ...operators, languages }, filtered);
  return left?.rows() ?? segment.passages.rows();
}

function listArticles(
  { passages, stories }: Segment,
  { position, rows }: { readonly position: number; readonly rows: ArrayLike<number> },
): readonly Listed[] {
  const first = [...new Set(passages.articleRanges(rows).map((range) => range.first))];
  return stories.keysOf(first).map((keys, index) => ({
    ...keys,
    segment: position,
    row: first[index] as number,
  }));
}

/** By id where times are equal, so that the order does not depend on segments. */
function inOrder(a: Listed, b: Listed, order: TimeOrder): number {
  const byTime = compareTimes(a.publishedAt, b.publishedAt, order);
  if (byTime !== 0) return byTime;
  return a.articleId < b.articleId ? -1 : 1;
}

function firstOfStories(ordered: readonly Listed[]): readonly Listed[] {
  const seen = new Set<string>();
  return ordered.filter(({ storyId }) => storyId === null || (!seen.has(storyId) && seen.add(storyId)));
}

function toCandidate({ segment, row }: Listed): ScoredCandidate {
  return { segment, row, similarity: 0, bm25: 0, coverage: 0, score: 0, parts: UNRANKED };
}

/** Who browses wants the article from its beginning. */
function withPlainLink(hit: Hit): Hit {
  const { link } = hit.highlight;
  return { ...hit, highlight: { ...hit.highlight, link: link === null ? null : hit.article.url } };
}
