/**
 * The client of Dateline that invokes the function through Lambda's own API, with IAM in place of a URL. Needs
 * `@aws-sdk/client-lambda`.
 *
 * @module
 */

export { type ClientErrorDetails, type ClientErrorKind, DatelineClientError } from "./client-error.ts";
export { createLambdaClient, type DatelineLambdaClient, type LambdaClientOptions } from "./lambda-client.ts";
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
