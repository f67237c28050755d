import { FACET_FIELDS } from "../article-fields.ts";
import type { Query, SearchResult } from "../types.ts";
import { browseArticles, countBrowsed } from "./browse-articles.ts";
import { countFacets, type FacetCounts } from "./count-facets.ts";
import { isBrowsing } from "./parse-query.ts";
import { type RankOptions, rankPassages } from "./rank-passages.ts";
import { readHits } from "./read-hits.ts";
import type { SearchContext } from "./search-context.ts";
import { searchIndexOf } from "./segments-index.ts";
import { Stopwatch } from "./stopwatch.ts";

/** Counts the articles that paging through the answer to a query would show, each once. No text of them is read. */
export async function countFacetsOfQuery(context: SearchContext, query: Query): Promise<FacetCounts> {
  if (isBrowsing(query)) return await countBrowsed(context, query);
  // A reranker changes the order of what is shown, not what is.
  const { ranked, query: placed } = await rankPassages({ ...context, reranker: undefined }, query);
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
  if (isBrowsing(given)) {
    const browsed = await stopwatch.timeAsync("read", () => browseArticles(context, given));
    return { ...browsed, tookMs: millisecondsSince(startedAt) };
  }
  const index = searchIndexOf(context.generation);
  const { query, ranked, nearest, embedding, terms, languages, ...found } = await rankPassages(
    { ...context, stopwatch },
    given,
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

function millisecondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 100) / 100;
}
