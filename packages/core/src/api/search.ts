/**
 * Answers queries from an index in a folder.
 *
 * @module
 */

export { localSegmentFormat } from "../adapters/segment/local-segment-format.ts";
export {
  checkModel,
  type OpenGeneration,
  type OpenGenerationOptions,
  openGeneration,
} from "../generation/open-generation.ts";
export type { ArticleOutline } from "../ports/search-index.ts";
export type { FacetCounts } from "../search/count-facets.ts";
export { findSimilar, type SimilarQuery } from "../search/find-similar.ts";
export { parseQuery, type QueryInput } from "../search/parse-query.ts";
export { readArticle } from "../search/read-article.ts";
export type { SearchContext } from "../search/search-context.ts";
export type { SearchedGeneration } from "../search/search-engine.ts";
export { countFacetsOfQuery, searchPassages } from "../search/search-passages.ts";
export type { Facet } from "../types.ts";
