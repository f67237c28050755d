/**
 * The client of Dateline over HTTP, for Node and browsers. Has no dependencies.
 *
 * @module
 */

export type {
  ArticleResult,
  Facet,
  FacetsResult,
  GenerationStatus,
  Hit,
  Problem,
  SearchResult,
  SimilarResult,
  Span,
  Story,
  StoryArticle,
} from "./answers.ts";
export type {
  CallOptions,
  ClientOptions,
  FacetsOptions,
  FilterOptions,
  SearchOptions,
  SimilarOptions,
} from "./call-options.ts";
export { type ClientErrorDetails, type ClientErrorKind, DatelineClientError } from "./client-error.ts";
export type { DatelineClient } from "./dateline-client.ts";
export type { FetchLike } from "./fetch-json.ts";
export { createHttpClient, type HttpClientOptions } from "./http-client.ts";
