import type { Query, SearchResult } from "../types.ts";
import { DEFAULT_QUERY } from "./parse-query.ts";
import type { SearchContext } from "./search-context.ts";
import { searchPassages } from "./search-passages.ts";
import { searchIndexOf } from "./segments-index.ts";

/** Parameters of a search for similar articles. */
export type SimilarQuery = Pick<Query, "limit" | "filter" | "minConfidence" | "minSimilarity" | "timeZone">;

/** The beginning of a news story says what it is about, and models read only about 200 words. */
const LEAD_CHARACTERS = 1_000;

/**
 * Finds the articles that are most similar in meaning to an article's headline and lead, each by its best
 * passage. Excludes the article itself.
 *
 * @returns undefined when the generation has no such article
 */
export async function findSimilar(
  context: SearchContext,
  articleId: string,
  similar: SimilarQuery,
): Promise<Omit<SearchResult, "query" | "timeFrame" | "reranked" | "facets"> | undefined> {
  const index = searchIndexOf(context.generation);
  const found = await index.readArticle(articleId);
  if (found === undefined) return undefined;
  const { title, titleDerived, text } = found.article;
  const lead = text.slice(0, LEAD_CHARACTERS);
  const query: Query = {
    ...DEFAULT_QUERY,
    ...similar,
    text: titleDerived ? lead : `${title}\n${lead}`,
    collapse: "article",
    halfLifeDays: 0,
    mode: "semantic",
  };
  const isLeftOut = await index.passagesOf(articleId);
  const {
    query: _query,
    timeFrame: _timeFrame,
    reranked: _reranked,
    facets: _facets,
    ...result
  } = await searchPassages(context, query, { isLeftOut, isText: true });
  return result;
}
