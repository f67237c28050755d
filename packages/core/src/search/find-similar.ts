import type { Query, SearchResult } from "../types.ts";
import { readArticle } from "./read-article.ts";
import { type SearchContext, searchPassages } from "./search-passages.ts";

/** What similar articles are asked for with. */
export type SimilarQuery = Pick<Query, "limit" | "filter">;

/** The beginning of a news story says what it is about, and models read no more than some 200 words. */
const LEAD_CHARACTERS = 1_000;

/**
 * Finds the articles nearest in meaning to the headline and lead of an article, itself left out, each by its best passage.
 *
 * @returns undefined when the generation has no such article
 */
export async function findSimilar(
  context: SearchContext,
  articleId: string,
  { limit, filter }: SimilarQuery,
): Promise<Omit<SearchResult, "query" | "timeFrame" | "reranked"> | undefined> {
  const found = readArticle(context.generation, articleId);
  if (found === undefined) return undefined;
  const { title, titleDerived, text } = found.article;
  const lead = text.slice(0, LEAD_CHARACTERS);
  const {
    query: _query,
    timeFrame: _timeFrame,
    reranked: _reranked,
    ...result
  } = await searchPassages(context, {
    text: titleDerived ? lead : `${title}\n${lead}`,
    // One more, for the article itself.
    limit: limit + 1,
    offset: 0,
    filter,
    sort: "relevance",
    collapse: "article",
    asOf: null,
    halfLifeDays: 0,
    mode: "semantic",
  });
  const others = result.hits.filter(({ article }) => article.id !== articleId).slice(0, limit);
  return { ...result, total: others.length, hits: others.map((hit, index) => ({ ...hit, rank: index + 1 })) };
}
