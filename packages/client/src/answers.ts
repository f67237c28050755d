/**
 * What the function answers. It is declared here and not imported from the server's packages, so that the client depends on
 * nothing; a test holds it equal to the server's own types.
 *
 * @module
 */

/** One ranked passage. Offsets are UTF-16 indexes into the text of the article. */
export interface Hit {
  /** From 1. */
  readonly rank: number;
  /** Larger is better; comparable only within one result. */
  readonly score: number;
  /** The parts of the score; `similarity` and `coverage` mean the same in every answer, the others within one. */
  readonly parts: {
    readonly semantic: number;
    readonly lexical: number;
    /** The cosine similarity to the query that `semantic` was made of, −1…1. */
    readonly similarity: number;
    /** Share of what the query's words tell, by their rarity, that the passage or its headline has, 0…1. */
    readonly coverage: number;
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

/** Articles that report one event. */
export interface StorySummary {
  /** It stays the same while articles are added and removed; to be asked for with `story`. */
  readonly id: string;
  /** How many articles. */
  readonly size: number;
  /** Earliest and latest `publishedAt` of them. */
  readonly firstSeenAt: string | null;
  readonly latestAt: string | null;
  /** Who reported it, in the order of their first reports; twenty at most. */
  readonly sources: readonly string[];
  /** The earliest full report. */
  readonly lead: StoryArticle;
}

/** The story of a hit. */
export interface Story extends StorySummary {
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
  /** How the nearest embeddings were found, one for each segment of the index; none when nothing was asked. */
  readonly plan: readonly ("exact-scan" | "hnsw" | "hnsw-filtered")[];
  /** What the query was understood to say of time: first and last day, and the words that say it. */
  readonly timeFrame: {
    readonly from: string;
    readonly to: string;
    readonly text: string;
    /** How many articles that the filter allows were published then; with 0 the hits are of other times. */
    readonly articles: number;
  } | null;
  /** `words` when the model of the index does not know the query's language: its words alone found and ranked the hits. */
  readonly understood: "meaning" | "words";
  /** The model that read query and passage together, and how many of the best passages it read; `null` when none did. */
  readonly reranked: { readonly model: string; readonly passages: number } | null;
  /** The chance that the best hit answers, 0…1; `null` for a model that was not calibrated. */
  readonly confidence: number | null;
  /** How many passages were considered. */
  readonly candidates: number;
  /** How many hits there are to page through: those that pass the floor. */
  readonly total: number;
  readonly hits: readonly Hit[];
  /** The articles of all pages, by the fields that were asked for; `null` when none was. */
  readonly facets: Partial<FacetsResult["facets"]> | null;
  /** What came nearest when nothing passes the floor, three at most. None of it answers. */
  readonly nearest: readonly Hit[];
  /** To be sent as `cursor` for the next page; `null` on the last. */
  readonly nextCursor: string | null;
}

/** A hit of which only some fields were asked for. */
export interface SparseHit
  extends Partial<Omit<Hit, "parts" | "passage" | "article" | "highlight">>,
    Readonly<{ [Field in "parts" | "passage" | "article" | "highlight"]?: Partial<Hit[Field]> }> {}

/** The answer to a search that asked for some fields of its hits. */
export interface SparseSearchResult extends Omit<SearchResult, "hits" | "nearest"> {
  readonly hits: readonly SparseHit[];
  readonly nearest: readonly SparseHit[];
}

/** The answers to several searches, in their order; a search that could not be answered has a problem in its place. */
export interface SearchesResult {
  readonly results: readonly (SearchResult | SparseSearchResult | { readonly problem: Problem })[];
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

/** A story from its first report to its latest. */
export interface StoryResult {
  readonly generation: string;
  readonly story: StorySummary;
  /** The id that was asked for, when the story goes by another since a later article proved that two stories were one. */
  readonly redirectedFrom: string | null;
  /** The earliest first, those without a date last. */
  readonly reports: readonly TimelineReport[];
}

/** An article on the timeline of a story. */
export interface TimelineReport extends StoryArticle {
  /** Its first sentences. */
  readonly excerpt: string;
}

/** The articles nearest in meaning to one, each by its best passage. */
export interface SimilarResult {
  readonly generation: string;
  readonly articleId: string;
  readonly tookMs: number;
  readonly exact: boolean;
  readonly plan: SearchResult["plan"];
  /** `words` when the model of the index does not know the article's language. */
  readonly understood: SearchResult["understood"];
  readonly confidence: number | null;
  readonly candidates: number;
  readonly total: number;
  readonly hits: readonly Hit[];
  /** What came nearest when nothing passes the floor, three at most. */
  readonly nearest: readonly Hit[];
}

/** The articles nearest in meaning to a text, each by its best passage. */
export interface SimilarTextResult extends Omit<SimilarResult, "articleId"> {
  /** Into how many passages the text was split. */
  readonly passages: number;
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
