/**
 * The client of Dateline that invokes the function through Lambda's own API, with IAM in place of a URL. Needs
 * `@aws-sdk/client-lambda`.
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
export { createLambdaClient, type DatelineLambdaClient, type LambdaClientOptions } from "./lambda-client.ts";
