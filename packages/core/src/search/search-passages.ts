import { FACET_FIELDS } from "../article-fields.ts";
import type { Query, SearchResult } from "../types.ts";
import { browseArticles, countBrowsed } from "./browse-articles.ts";
import { countFacets, type FacetCounts } from "./count-facets.ts";
import { findGeneralNews, type GeneralNews } from "./general-news.ts";
import { placeInZone, restrictTo } from "./parse-filter.ts";
import { isBrowsing } from "./parse-query.ts";
import { NEAREST, type RankOptions, rankPassages, type TimedQuery } from "./rank-passages.ts";
import { readHits } from "./read-hits.ts";
import type { SearchContext } from "./search-context.ts";
import { searchIndexOf } from "./segments-index.ts";
import { Stopwatch } from "./stopwatch.ts";
import { languageOfDates, timeOfQuery } from "./time-frame.ts";

/** No article is older. */
const FIRST_DAY = "0001-01-01";

/** Counts the articles that paging through the answer to a query would show, each once. No text of them is read. */
export async function countFacetsOfQuery(context: SearchContext, query: Query): Promise<FacetCounts> {
  const timed = placeInTime(context, query);
  const browsing = browsingQuery(query, timed);
  if (browsing !== null) return await countBrowsed(context, browsing.query);
  // A reranker changes the order of what is shown, not what is.
  const { ranked, query: placed } = await rankPassages({ ...context, reranker: undefined }, timed);
  return await countFacets(context.generation, ranked, { ...placed, facets: FACET_FIELDS });
}

/**
 * Answers a query with ranked passages, and with none when nothing passes the floor; when nothing is asked with the articles
 * that the filter allows. Texts are read for one page only.
 * Changes nothing: equal queries get equal hits.
 */
export async function searchPassages(
  context: SearchContext,
  given: Query,
  options?: RankOptions,
): Promise<SearchResult> {
  const startedAt = performance.now();
  const stopwatch = context.stopwatch ?? new Stopwatch();
  const timed = placeInTime(context, given);
  const browsing = browsingQuery(given, timed);
  if (browsing !== null) {
    const browsed = await stopwatch.timeAsync("read", () => browseTime(context, given, browsing));
    return { ...browsed, tookMs: millisecondsSince(startedAt) };
  }
  const index = searchIndexOf(context.generation);
  const { query, ranked, nearest, embedding, terms, languages, ...found } = await rankPassages(
    { ...context, stopwatch },
    timed,
    options,
  );
  const page = ranked.slice(query.offset, query.offset + query.limit);
  const facets =
    query.facets.length === 0 ? null : (await countFacets(context.generation, ranked, query)).facets;
  const read = { index, embedding, terms, languages };
  const hits = await stopwatch.timeAsync("read", () => readHits(page, { ...read, query }));
  const nearestHits = await stopwatch.timeAsync("read", () =>
    readHits(nearest, { ...read, query: { ...query, offset: 0 } }),
  );
  return {
    generation: context.generation.id,
    query: query.text,
    tookMs: millisecondsSince(startedAt),
    exact: found.plan.every((ofSegment) => ofSegment === "exact-scan"),
    ...found,
    total: ranked.length,
    hits,
    facets,
    nearest: nearestHits,
  };
}

/** What lists the articles that a query asks for without a question to rank them by; `null` for all other queries. */
function browsingQuery(query: Query, { named }: TimedQuery): GeneralNews | null {
  return isBrowsing(query) ? { query, timeFrame: null } : findGeneralNews(query, named);
}

/** A query in its time zone, with the time that it names. */
export function placeInTime(
  { generation, timeZone, now: clock }: Pick<SearchContext, "generation" | "timeZone" | "now">,
  given: Query,
): TimedQuery {
  const now = (clock?.() ?? new Date()).toISOString();
  const query = placeInZone(given, timeZone);
  return { query, named: timeOfQuery(query, now, () => languageOfDates(generation)), now };
}

/** Where a time has no article, the latest before its end are shown as the nearest. */
async function browseTime(
  context: SearchContext,
  given: Query,
  { query, timeFrame }: GeneralNews,
): Promise<Omit<SearchResult, "tookMs">> {
  const browsed = await browseArticles(context, query);
  if (timeFrame === null) return browsed;
  const found = { ...browsed, timeFrame: { ...timeFrame, articles: browsed.candidates } };
  if (browsed.total > 0) return found;
  const filter = restrictTo({ from: FIRST_DAY, to: timeFrame.to }, given.filter);
  const before = { ...query, filter, sort: "date", offset: 0, limit: NEAREST, facets: [] } as const;
  return { ...found, nearest: (await browseArticles(context, before)).hits };
}

function millisecondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 100) / 100;
}
