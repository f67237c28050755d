import type { AlertsClient } from "./alerts-client.ts";
import type {
  ArticleResult,
  FacetsResult,
  GenerationStatus,
  Hit,
  SearchesResult,
  SearchResult,
  SimilarResult,
  SimilarTextResult,
  SparseHit,
  SparseSearchResult,
  StoryResult,
} from "./answers.ts";
import type {
  CallOptions,
  FacetsOptions,
  SearchOptions,
  SearchRequest,
  SimilarOptions,
  SimilarTextOptions,
  StoryOptions,
} from "./call-options.ts";

/** A connection to one index. Every method rejects with a `DatelineClientError` and with nothing else. */
export interface DatelineClient {
  /** Asks a question, in words or keywords. With "" it gives the articles that the filters allow, the latest first. */
  search(query: string, options?: SearchOptions & { readonly fields?: undefined }): Promise<SearchResult>;
  search(query: string, options: SearchOptions): Promise<SparseSearchResult>;
  /**
   * Asks up to ten questions at once. Resolves with the answers in their order; one that cannot be answered has a problem
   * in its place and does not reject.
   */
  searchMany(searches: readonly SearchRequest[], options?: CallOptions): Promise<SearchesResult>;
  /**
   * Gives one hit after the other and asks for the next page, of `limit` hits, when it is wanted. All pages come from one
   * generation of the index. Every page has the time-out for itself.
   */
  searchAll(query: string, options?: SearchOptions & { readonly fields?: undefined }): AsyncIterable<Hit>;
  searchAll(query: string, options: SearchOptions): AsyncIterable<SparseHit>;
  /** Reads a whole article. Rejects with the kind `not-found` when there is none. */
  article(id: string, options?: CallOptions): Promise<ArticleResult>;
  /**
   * Reads a story from its first report to its latest, also by an id that it had before: `redirectedFrom` tells. Rejects with
   * the kind `not-found` when there is none.
   */
  story(id: string, options?: StoryOptions): Promise<StoryResult>;
  /** Finds the articles nearest in meaning to one. Rejects with the kind `not-found` when there is no such article. */
  similar(id: string, options?: SimilarOptions): Promise<SimilarResult>;
  /** Finds the articles nearest in meaning to a text of up to 20,000 characters: "have we reported this?" */
  similarToText(text: string, options?: SimilarTextOptions): Promise<SimilarTextResult>;
  /** Counts articles by source, section, place and month. */
  facets(options?: FacetsOptions): Promise<FacetsResult>;
  /** Tells which generation serves. */
  generation(options?: CallOptions): Promise<GenerationStatus>;
  /** Saved searches, where the service has them. */
  readonly alerts: AlertsClient;
}
