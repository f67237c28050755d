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
  readonly parts: { readonly semantic: number; readonly lexical: number };
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
    /** `YYYY-MM-DD` or a UTC instant `YYYY-MM-DDTHH:MM:SSZ`. */
    readonly publishedAt: string | null;
    readonly place: string | null;
  };
  /** The sentence of the passage that answers best. */
  readonly highlight: { readonly text: string; readonly start: number; readonly end: number };
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
  readonly hits: readonly Hit[];
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

/** What a search is restricted to. */
export interface SearchOptions extends CallOptions {
  /** How many hits at most; the server's default is 10 and its maximum 100. */
  readonly limit?: number | undefined;
  /** Earliest publication, inclusive: `YYYY-MM-DD` or a UTC instant. */
  readonly from?: string | undefined;
  /** Latest publication, inclusive; a date covers its whole day. */
  readonly to?: string | undefined;
  /** Exact name of the publisher, upper and lower case alike. */
  readonly source?: string | undefined;
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
  /** Tells which generation serves. */
  generation(options?: CallOptions): Promise<GenerationStatus>;
}
