/**
 * Exports that both transports share.
 *
 * @module
 */

export type { AlertRequest, AlertsClient, ListAlertsOptions } from "./alerts-client.ts";
export type {
  Alert,
  AlertsResult,
  AlertTestResult,
  ArticleImage,
  ArticleResult,
  CreatedAlert,
  Facet,
  FacetsResult,
  GenerationStatus,
  Hit,
  Problem,
  SearchesResult,
  SearchResult,
  SimilarResult,
  SimilarTextResult,
  Span,
  SparseHit,
  SparseSearchResult,
  Story,
  StoryArticle,
  StoryResult,
  StorySummary,
  TimelineReport,
} from "./answers.ts";
export type {
  CallOptions,
  ClientOptions,
  FacetsOptions,
  FilterOptions,
  HitField,
  SearchOptions,
  SearchRequest,
  SimilarOptions,
  SimilarTextOptions,
  StoryOptions,
} from "./call-options.ts";
export { type ClientErrorDetails, type ClientErrorKind, DatelineClientError } from "./client-error.ts";
export type { DatelineClient } from "./dateline-client.ts";
