/**
 * What goes in and out of the client. The answers are declared here and not imported from the server's packages, so that
 * the client depends on nothing; a test holds them equal to the server's own types.
 *
 * @module
 */

/** One ranked passage. Offsets are UTF-16 indexes into the text of the article. */
export interface Hit {
  /** From 1. */
  readonly rank: number;
  /** Larger is better; comparable only within one result. */
  readonly score: number;
  /** The parts of the score, each between 0 and 1. */
  readonly parts: {
    readonly semantic: number;
    readonly lexical: number;
    /** `null` when time does not count. */
    readonly recency: number | null;
    /** Of a model that read query and passage together; `null` for hits that it did not read. */
    readonly reranker: number | null;
  };
  readonly passage: {
    readonly id: string;
    readonly start: number;
    readonly end: number;
    readonly text: string;
  };
  readonly article: {
    readonly id: string;
    readonly title: string;
    readonly url: string | null;
    readonly source: string | null;
    readonly author: string | null;
    readonly section: string | null;
    readonly place: string | null;
    /** BCP 47 tag. */
    readonly language: string | null;
    /** `YYYY-MM-DD` or a UTC instant `YYYY-MM-DDTHH:MM:SSZ`. */
    readonly publishedAt: string | null;
    /** The last correction. */
    readonly updatedAt: string | null;
  };
  /** The sentence of the passage that answers best. */
  readonly highlight: Span & {
    readonly text: string;
    /** The words of the sentence that the query has too, in this or another form. */
    readonly words: readonly Span[];
    /** The article's URL with a text fragment: browsers scroll to the sentence. */
    readonly link: string | null;
  };
  /** Articles that report the same event; `null` when no other does. */
  readonly story: Story | null;
}

/** A half-open range of UTF-16 offsets into the text of the article. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What several articles tell. */
export interface Story {
  readonly id: string;
  /** How many articles, the hit's own included. */
  readonly size: number;
  /** Earliest and latest `publishedAt` of them. */
  readonly firstSeenAt: string | null;
  readonly latestAt: string | null;
  /** The articles beside the hit's own, earliest first; ten at most. */
  readonly others: readonly StoryArticle[];
}

export interface StoryArticle {
  readonly id: string;
  readonly title: string;
  readonly source: string | null;
  readonly url: string | null;
  readonly publishedAt: string | null;
}

/** A ranked answer. */
export interface SearchResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly query: string;
  readonly tookMs: number;
  /**
   * True when the embedding of every passage that the filter allows was compared with the query's, false when an
   * approximate index chose the candidates.
   */
  readonly exact: boolean;
  /** How the nearest embeddings were found, one for each segment of the index. */
  readonly plan: readonly ("exact-scan" | "hnsw" | "hnsw-filtered")[];
  /** What the query was understood to say of time: first and last day, and the words that say it. */
  readonly timeFrame: { readonly from: string; readonly to: string; readonly text: string } | null;
  /** The model that read query and passage together, and how many of the best passages it read; `null` when none did. */
  readonly reranked: { readonly model: string; readonly passages: number } | null;
  /** How many hits there are to page through. */
  readonly total: number;
  readonly hits: readonly Hit[];
  /** To be sent as `cursor` for the next page; `null` on the last. */
  readonly nextCursor: string | null;
}

/** A whole article, and where its passages lie in its text. */
export interface ArticleResult {
  readonly generation: string;
  readonly article: Hit["article"] & {
    /** Whether the title was cut out of the text. */
    readonly titleDerived: boolean;
    /** News agency of the dateline. */
    readonly agency: string | null;
    /** Plain text, paragraphs separated by a blank line. */
    readonly text: string;
  };
  /** In the order of the text. */
  readonly passages: readonly ({ readonly id: string } & Span)[];
}

/** The articles nearest in meaning to one, each by its best passage. */
export interface SimilarResult {
  readonly generation: string;
  readonly articleId: string;
  readonly tookMs: number;
  readonly exact: boolean;
  readonly plan: SearchResult["plan"];
  readonly hits: readonly Hit[];
}

/** The articles of one kind, by the values that they have. */
export interface Facet {
  /** Most articles first; months (`YYYY-MM`) in the order of time. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** How many articles have none. */
  readonly missing: number;
  /** How many articles have a value that is not listed. */
  readonly others: number;
}

/** How many articles of an answer, or of all, come from where and when. */
export interface FacetsResult {
  readonly generation: string;
  /** `null` when all articles were counted. */
  readonly query: string | null;
  readonly tookMs: number;
  /** How many articles were counted. */
  readonly total: number;
  readonly facets: {
    readonly source: Facet;
    readonly section: Facet;
    readonly place: Facet;
    readonly month: Facet;
  };
}

/** Which generation of the index serves, and how far it can be trusted to be the latest. */
export interface GenerationStatus {
  /** Id of the generation that answers queries. */
  readonly generation: string;
  /** When it became the latest; an ISO 8601 instant, as `checkedAt`. */
  readonly publishedAt: string;
  /** Milliseconds since then. */
  readonly ageMs: number;
  /** When the store last confirmed that it is the latest. */
  readonly checkedAt: string;
  /** Code of the error that the last look for a newer generation ended with. */
  readonly refreshError: string | null;
  readonly model: string;
  readonly articles: number;
  readonly passages: number;
}

/** Problem details (RFC 9457), with the two members that Dateline adds. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Which problem it is, for programs: `invalid-input`, `index-missing`, … */
  readonly code: string;
  /** To find the request in the log of the function. */
  readonly requestId: string;
}

/** What every call takes. */
export interface CallOptions {
  /** Gives up the call, which then rejects with the kind `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** For the whole call with its retries, in place of the client's own. */
  readonly timeoutMs?: number | undefined;
}

/** What an answer is restricted to. */
export interface FilterOptions extends CallOptions {
  /** Earliest publication, inclusive: `YYYY-MM-DD` or a UTC instant. */
  readonly from?: string | undefined;
  /** Latest publication, inclusive; a date covers its whole day. */
  readonly to?: string | undefined;
  /** Name of the publisher, whole, upper and lower case alike; of several any, as in all that take a list. */
  readonly source?: string | readonly string[] | undefined;
  readonly section?: string | readonly string[] | undefined;
  readonly author?: string | readonly string[] | undefined;
  /** Place of the dateline. */
  readonly place?: string | readonly string[] | undefined;
  /** BCP 47 tag; "en" covers "en-GB". */
  readonly language?: string | readonly string[] | undefined;
  readonly articleId?: string | readonly string[] | undefined;
}

/** How a search is answered. */
export interface SearchOptions extends FilterOptions {
  /** How many hits at most; the server's default is 10 and its maximum 100. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before; all else but the limit must be as for that page. */
  readonly cursor?: string | undefined;
  /** By score, which is the server's default, or the latest first. */
  readonly sort?: "relevance" | "date" | undefined;
  /** What is shown once; the server's default is "none": every passage. */
  readonly collapse?: "none" | "article" | "story" | undefined;
  /** A date or a UTC instant: answers as of then, as if nothing later were known. */
  readonly asOf?: string | undefined;
  /** Days in which a score falls to half for the age of the article; 0 for never. */
  readonly halfLifeDays?: number | undefined;
  /** Rank by meaning and words, which is the server's default, or by one of them alone. */
  readonly mode?: "hybrid" | "semantic" | "lexical" | undefined;
}

/** How similar articles are looked for. */
export interface SimilarOptions extends FilterOptions {
  /** How many articles at most; the server's default is 10 and its maximum 100. */
  readonly limit?: number | undefined;
}

/** Which articles are counted: those of the answer to a question, or without one all that the filter allows. */
export interface FacetsOptions extends FilterOptions, Pick<SearchOptions, "asOf" | "mode"> {
  readonly query?: string | undefined;
}

/** How a client behaves unless a call says otherwise. */
export interface ClientOptions {
  /** For a whole call with its retries; 30,000 when not given, which leaves room for a cold start. */
  readonly timeoutMs?: number | undefined;
  /** How often a call that failed is sent again, when that is safe and may help; 2 when not given, at most 10. */
  readonly retries?: number | undefined;
}

/** A connection to one index. Every method rejects with a `DatelineClientError` and with nothing else. */
export interface DatelineClient {
  /** Asks a question, in words or keywords. */
  search(query: string, options?: SearchOptions): Promise<SearchResult>;
  /**
   * Gives one hit after the other and asks for the next page, of `limit` hits, when it is wanted. All pages come from one
   * generation of the index. Every page has the time-out for itself.
   */
  searchAll(query: string, options?: SearchOptions): AsyncIterable<Hit>;
  /** Reads a whole article. Rejects with the kind `not-found` when there is none. */
  article(id: string, options?: CallOptions): Promise<ArticleResult>;
  /** Finds the articles nearest in meaning to one. Rejects with the kind `not-found` when there is no such article. */
  similar(id: string, options?: SimilarOptions): Promise<SimilarResult>;
  /** Counts articles by source, section, place and month. */
  facets(options?: FacetsOptions): Promise<FacetsResult>;
  /** Tells which generation serves. */
  generation(options?: CallOptions): Promise<GenerationStatus>;
}
