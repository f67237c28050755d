import type { FacetsResult, Hit } from "./answers.ts";
import type { FilterParameters } from "./filter-parameters.ts";

/** What every call takes. */
export interface CallOptions {
  /** Gives up the call, which then rejects with the kind `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** For the whole call with its retries, in place of the client's own. */
  readonly timeoutMs?: number | undefined;
}

/** What an answer is restricted to. */
export interface FilterOptions extends CallOptions, FilterParameters {}

/** What a hit needs to be one. */
export interface FloorOptions {
  /** An answer of less confidence has no hits, 0…1; 0 for no such floor, the server's default is its model's. */
  readonly minConfidence?: number | undefined;
  /** Leaves out hits of less similarity, −1…1. */
  readonly minSimilarity?: number | undefined;
}

type PartOf<Field extends "parts" | "passage" | "article" | "highlight"> =
  `${Field}.${keyof Hit[Field] & string}`;

/** A field of a hit, such as `score`, `article`, or `article.title` for one part of it. */
export type HitField =
  | keyof Hit
  | PartOf<"parts">
  | PartOf<"passage">
  | PartOf<"article">
  | PartOf<"highlight">;

/** How a search is answered. */
export interface SearchOptions extends FilterOptions, FloorOptions {
  /** How many hits at most; the server's default is 10 and its maximum 100. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before; all else but the limit must be as for that page. */
  readonly cursor?: string | undefined;
  /** By score, which is the server's default for a question, the latest first, which is it without one, or the oldest first. */
  readonly sort?: "relevance" | "date" | "oldest" | undefined;
  /** What is shown once; the server's default is "none": every passage. */
  readonly collapse?: "none" | "article" | "story" | undefined;
  /** A date or a UTC instant: answers as of then, as if nothing later were known. */
  readonly asOf?: string | undefined;
  /** Zone of the IANA database in which "today", and dates of `from`, `to` and `asOf`, are days; the server's own when not given. */
  readonly timeZone?: string | undefined;
  /** Days in which a score falls to half for the age of the article; 0 for never. */
  readonly halfLifeDays?: number | undefined;
  /** Rank by meaning and words, which is the server's default, or by one of them alone. */
  readonly mode?: "hybrid" | "semantic" | "lexical" | undefined;
  /** How many characters of a passage at most, 40 to 10,000, around the sentence that answers; all when not given. */
  readonly passageLength?: number | undefined;
  /** Only these fields of a hit; all when not given. */
  readonly fields?: readonly HitField[] | undefined;
  /** Counts the articles of the whole answer by these fields, in the same answer. */
  readonly facets?: readonly (keyof FacetsResult["facets"])[] | undefined;
}

/** One of several searches, which are sent in one call. */
export interface SearchRequest extends Omit<SearchOptions, keyof CallOptions> {
  readonly query: string;
}

/** How similar articles are looked for. */
export interface SimilarOptions extends FilterOptions, FloorOptions, Pick<SearchOptions, "timeZone"> {
  /** How many articles at most; the server's default is 10 and its maximum 100. */
  readonly limit?: number | undefined;
}

/** How articles that are similar to a text are looked for. */
export interface SimilarTextOptions extends SimilarOptions {
  /** Headline of the text, which every passage of it is read with. */
  readonly title?: string | undefined;
}

/** Which part of a story is read. */
export interface StoryOptions extends CallOptions {
  /** How many reports at most, from the earliest on; the server's default and maximum is 100. */
  readonly limit?: number | undefined;
  /** How many of the first reports are passed over. */
  readonly offset?: number | undefined;
  /** The story as of then, as if nothing later were known: a date or a UTC instant. */
  readonly asOf?: string | undefined;
}

/** Which articles are counted: those of the answer to a question, or without one all that the filter allows. */
export interface FacetsOptions
  extends FilterOptions,
    FloorOptions,
    Pick<SearchOptions, "asOf" | "timeZone" | "mode" | "sort"> {
  readonly query?: string | undefined;
}

/** How a client behaves unless a call says otherwise. */
export interface ClientOptions {
  /** For a whole call with its retries; 30,000 when not given, which leaves room for a cold start. */
  readonly timeoutMs?: number | undefined;
  /** How often a call that failed is sent again, when that is safe and may help; 2 when not given, at most 10. */
  readonly retries?: number | undefined;
}
