import type { FacetsResult, FilterParameters, Hit } from "./answers.ts";

/** Options of every call. */
export interface CallOptions {
  /** Cancels the call, which then rejects with the kind `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Timeout for the whole call including retries; overrides the client's. */
  readonly timeoutMs?: number | undefined;
}

/** Filters on the articles. */
export interface FilterOptions extends CallOptions, FilterParameters {}

/** Thresholds that a hit must reach. */
export interface FloorOptions {
  /**
   * Minimum confidence of an answer, 0…1; below it, there are no hits. 0 disables it; the server's default depends on its
   * model.
   */
  readonly minConfidence?: number | undefined;
  /** Leaves out hits with a lower similarity, −1…1. */
  readonly minSimilarity?: number | undefined;
}

type PartOf<Field extends "parts" | "passage" | "article" | "highlight"> =
  `${Field}.${keyof Hit[Field] & string}`;

/** A field of a hit, such as `score` or `article`, or a part of one, such as `article.title`. */
export type HitField =
  | keyof Hit
  | PartOf<"parts">
  | PartOf<"passage">
  | PartOf<"article">
  | PartOf<"highlight">;

/** Options of a search. */
export interface SearchOptions extends FilterOptions, FloorOptions {
  /** Maximum number of hits; the server's default is 10 and its maximum 100. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the previous page. All options but the limit must stay the same. */
  readonly cursor?: string | undefined;
  /**
   * By score, latest first or oldest first. The server's default is by score with a query and latest first
   * without one.
   */
  readonly sort?: "relevance" | "date" | "oldest" | undefined;
  /** Whether a hit is a passage ("none", the server's default), an article or a story. */
  readonly collapse?: "none" | "article" | "story" | undefined;
  /** A date or a UTC instant; ignores anything published later. */
  readonly asOf?: string | undefined;
  /** IANA time zone for "today" and for the dates in `from`, `to` and `asOf`; defaults to the server's zone. */
  readonly timeZone?: string | undefined;
  /** Age of an article in days at which its score has halved; 0 disables this. */
  readonly halfLifeDays?: number | undefined;
  /** Rank by meaning and words, the server's default, or by one of them alone. */
  readonly mode?: "hybrid" | "semantic" | "lexical" | undefined;
  /** Maximum characters of a passage, 40 to 10,000, around the answering sentence; default: the whole passage. */
  readonly passageLength?: number | undefined;
  /** Return only these fields of a hit; default: all. */
  readonly fields?: readonly HitField[] | undefined;
  /** Also counts the articles of the whole answer by these fields. */
  readonly facets?: readonly (keyof FacetsResult["facets"])[] | undefined;
}

/** One of several searches that are sent in one call. */
export interface SearchRequest extends Omit<SearchOptions, keyof CallOptions> {
  readonly query: string;
}

/** Options of a search for similar articles. */
export interface SimilarOptions extends FilterOptions, FloorOptions, Pick<SearchOptions, "timeZone"> {
  /** Maximum number of articles; the server's default is 10 and its maximum 100. */
  readonly limit?: number | undefined;
}

/** Options of a search for articles similar to a text. */
export interface SimilarTextOptions extends SimilarOptions {
  /** Headline of the text, which gives context to each of its passages. */
  readonly title?: string | undefined;
}

/** The part of a story to read. */
export interface StoryOptions extends CallOptions {
  /** Maximum number of reports, from the earliest on; the server's default and maximum is 100. */
  readonly limit?: number | undefined;
  /** Number of first reports to skip. */
  readonly offset?: number | undefined;
  /** A date or a UTC instant; ignores reports published later. */
  readonly asOf?: string | undefined;
}

/** Articles to count: those that answer a query or, without a query, all that the filter allows. */
export interface FacetsOptions
  extends FilterOptions,
    FloorOptions,
    Pick<SearchOptions, "asOf" | "timeZone" | "mode" | "sort"> {
  readonly query?: string | undefined;
}

/** Defaults of a client, which single calls can override. */
export interface ClientOptions {
  /** Timeout for a whole call including retries; default 30,000, which leaves room for a cold start. */
  readonly timeoutMs?: number | undefined;
  /** Maximum number of retries of a failed call, if a retry is safe and may help; default 2, at most 10. */
  readonly retries?: number | undefined;
}
