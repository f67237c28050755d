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

/** A connection to one index. Every method rejects with a `DatelineClientError` and nothing else. */
export interface DatelineClient {
  /** Searches with a question or keywords. "" lists the articles that the filters allow, latest first. */
  search(query: string, options?: SearchOptions & { readonly fields?: undefined }): Promise<SearchResult>;
  search(query: string, options: SearchOptions): Promise<SparseSearchResult>;
  /**
   * Runs up to ten searches in one call and resolves with their answers in order. A search that fails yields a problem
   * and does not reject the call.
   */
  searchMany(searches: readonly SearchRequest[], options?: CallOptions): Promise<SearchesResult>;
  /**
   * Iterates over all hits and fetches pages of `limit` hits on demand. All pages come from one generation of
   * the index, and the timeout applies to each page.
   */
  searchAll(query: string, options?: SearchOptions & { readonly fields?: undefined }): AsyncIterable<Hit>;
  searchAll(query: string, options: SearchOptions): AsyncIterable<SparseHit>;
  /** Reads a whole article. Rejects with the kind `not-found` if there is none. */
  article(id: string, options?: CallOptions): Promise<ArticleResult>;
  /**
   * Reads a story from its first report to its latest. Also accepts an earlier id of the story, which `redirectedFrom`
   * then contains. Rejects with the kind `not-found` if there is none.
   */
  story(id: string, options?: StoryOptions): Promise<StoryResult>;
  /** Finds the articles nearest in meaning to an article. Rejects with the kind `not-found` if it does not exist. */
  similar(id: string, options?: SimilarOptions): Promise<SimilarResult>;
  /** Finds the articles nearest in meaning to a text of up to 20,000 characters: "have we reported this?" */
  similarToText(text: string, options?: SimilarTextOptions): Promise<SimilarTextResult>;
  /** Counts articles by the fields of `FacetsResult`. */
  facets(options?: FacetsOptions): Promise<FacetsResult>;
  /** Reads which generation answers queries. */
  generation(options?: CallOptions): Promise<GenerationStatus>;
  /** Saved searches, if the service has them. */
  readonly alerts: AlertsClient;
}
