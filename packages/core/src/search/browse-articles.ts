import { FACET_FIELDS } from "../article-fields.ts";
import type { AllowedArticles, PassageRef } from "../ports/search-index.ts";
import type { Hit, Query, SearchResult } from "../types.ts";
import { countFacets, type FacetCounts } from "./count-facets.ts";
import { placeInZone, seenBy } from "./parse-filter.ts";
import { languagesSearched } from "./query-terms.ts";
import { withoutDirection } from "./rank-passages.ts";
import { readHits } from "./read-hits.ts";
import type { ScoredCandidate } from "./score-candidates.ts";
import type { SearchContext } from "./search-context.ts";
import { searchIndexOf } from "./segments-index.ts";

/** The scores of hits that were not ranked. */
const UNRANKED = { semantic: 0, lexical: 0, similarity: 0, coverage: 0, recency: null, reranker: null };

/**
 * Answers a query without a question: lists the articles that the filter and the exclusions allow, in order of time,
 * each with its first passage. With `collapse: "story"`, lists the first article of each story. Uses no model and no
 * scores.
 */
export async function browseArticles(
  { generation, timeZone }: Pick<SearchContext, "generation" | "timeZone">,
  given: Query,
): Promise<Omit<SearchResult, "tookMs">> {
  const query = placeInZone(given, timeZone);
  const index = searchIndexOf(generation);
  const allowed = allowedBy(query, generation);
  const listed = await index.listArticles({
    ...allowed,
    order: query.sort === "oldest" ? "oldest" : "date",
    onePerStory: query.collapse === "story",
    offset: query.offset,
    limit: query.limit,
  });
  const page = listed.page.map(toCandidate);
  const read = { index, query, embedding: withoutDirection(generation), terms: [] };
  const facets = query.facets.length === 0 ? null : (await countFacets(generation, allowed, query)).facets;
  return {
    generation: generation.id,
    query: query.text,
    exact: true,
    plan: [],
    timeFrame: null,
    understood: "meaning",
    reranked: null,
    confidence: null,
    candidates: listed.articles,
    total: listed.total,
    hits: (await readHits(page, read)).map(withPlainLink),
    facets,
    nearest: [],
  };
}

/** Counts the articles that browsing lists, each once. */
export async function countBrowsed(
  { generation, timeZone }: Pick<SearchContext, "generation" | "timeZone">,
  given: Query,
): Promise<FacetCounts> {
  const query = placeInZone(given, timeZone);
  return await countFacets(generation, allowedBy(query, generation), { ...query, facets: FACET_FIELDS });
}

function allowedBy(query: Query, generation: SearchContext["generation"]): AllowedArticles {
  const { operators } = query;
  return { filter: seenBy(query), operators, languages: languagesSearched(generation) };
}

function toCandidate({ segment, row }: PassageRef): ScoredCandidate {
  return { segment, row, similarity: 0, bm25: 0, coverage: 0, score: 0, parts: UNRANKED };
}

/** Readers who browse want the article from its beginning. */
function withPlainLink(hit: Hit): Hit {
  const { link } = hit.highlight;
  return { ...hit, highlight: { ...hit.highlight, link: link === null ? null : hit.article.url } };
}
