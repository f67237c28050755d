/**
 * The client of Dateline over HTTP, for Node and browsers. Has no dependencies.
 *
 * @module
 */

export { type ClientErrorDetails, type ClientErrorKind, DatelineClientError } from "./client-error.ts";
export type { FetchLike } from "./fetch-json.ts";
export { createHttpClient, type HttpClientOptions } from "./http-client.ts";
export type {
  ArticleResult,
  CallOptions,
  ClientOptions,
  DatelineClient,
  Facet,
  FacetsOptions,
  FacetsResult,
  FilterOptions,
  GenerationStatus,
  Hit,
  Problem,
  SearchOptions,
  SearchResult,
  SimilarOptions,
  SimilarResult,
  Span,
  Story,
  StoryArticle,
} from "./types.ts";
