/**
 * The function's answers, and the filters of a search. Generated from docs/openapi.json by `npm run docs:api`.
 *
 * @module
 */

export interface Alert {
  readonly query: string;
  readonly from?: string;
  readonly to?: string;
  readonly articleId?: string | readonly string[];
  readonly source?: string | readonly string[];
  readonly excludeSource?: string | readonly string[];
  readonly author?: string | readonly string[];
  readonly section?: string | readonly string[];
  readonly tags?: string | readonly string[];
  readonly place?: string | readonly string[];
  readonly language?: string | readonly string[];
  readonly timeZone?: string;
  readonly mode?: "hybrid" | "semantic" | "lexical";
  readonly minConfidence?: number;
  readonly minSimilarity?: number;
  readonly id: string;
  readonly name: string;
  readonly per: "story" | "article";
  readonly quietHours: number;
  readonly channel: {
    readonly type: "webhook" | "sns" | "feed";
    /** Host of the webhook. */
    readonly host: string | null;
    /** Path of the RSS feed. */
    readonly feed: string | null;
  };
  readonly createdAt: string;
}

export interface AlertTestResult {
  readonly generation: string;
  /** Number of matching articles in the index. */
  readonly total: number;
  /** The latest matching articles. */
  readonly hits: readonly Hit[];
}

export interface AlertsResult {
  readonly alerts: readonly Alert[];
  /** Pass it as after to get the next page. null on the last page. */
  readonly nextAfter: string | null;
}

/** An image on the publisher's server. */
export interface ArticleImage {
  /** Absolute http or https URL. */
  readonly url: string;
  /** Alternative text from the source. */
  readonly alt: string | null;
}

/** An article, with the offsets of its passages. */
export interface ArticleResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly article: {
    readonly id: string;
    readonly title: string;
    /** Whether the title was extracted from the text. */
    readonly titleDerived: boolean;
    /** Plain text, paragraphs separated by a blank line. */
    readonly text: string;
    readonly url: string | null;
    /** An image on the publisher's server. */
    readonly image: ArticleImage | null;
    /** The publisher. */
    readonly source: string | null;
    readonly author: string | null;
    readonly section: string | null;
    /** Topics, in the words of the source. */
    readonly tags: readonly string[];
    /** Place of the dateline. */
    readonly place: string | null;
    /** News agency of the dateline. */
    readonly agency: string | null;
    /** BCP 47 tag. */
    readonly language: string | null;
    /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
    readonly publishedAt: string | null;
    /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
    readonly updatedAt: string | null;
  };
  /** In text order. */
  readonly passages: readonly {
    readonly id: string;
    readonly start: number;
    readonly end: number;
  }[];
}

export interface CreatedAlert {
  readonly query: string;
  readonly from?: string;
  readonly to?: string;
  readonly articleId?: string | readonly string[];
  readonly source?: string | readonly string[];
  readonly excludeSource?: string | readonly string[];
  readonly author?: string | readonly string[];
  readonly section?: string | readonly string[];
  readonly tags?: string | readonly string[];
  readonly place?: string | readonly string[];
  readonly language?: string | readonly string[];
  readonly timeZone?: string;
  readonly mode?: "hybrid" | "semantic" | "lexical";
  readonly minConfidence?: number;
  readonly minSimilarity?: number;
  readonly id: string;
  readonly name: string;
  readonly per: "story" | "article";
  readonly quietHours: number;
  readonly channel: {
    readonly type: "webhook" | "sns" | "feed";
    /** Host of the webhook. */
    readonly host: string | null;
    /** Path of the RSS feed. */
    readonly feed: string | null;
  };
  readonly createdAt: string;
  /** Secret that signs messages to the webhook. Shown only once. */
  readonly secret: string | null;
}

/** Ordered by number of articles, descending. Months (YYYY-MM) are in chronological order. */
export interface Facet {
  readonly values: readonly {
    readonly value: string;
    readonly count: number;
  }[];
  /** Articles without a value. */
  readonly missing: number;
  /** Articles whose value is not listed. */
  readonly others: number;
}

export interface FacetsResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly query: string | null;
  readonly tookMs: number;
  /** Number of articles counted, over all pages of the answer. */
  readonly total: number;
  readonly facets: {
    readonly source: Facet;
    readonly section: Facet;
    readonly tags: Facet;
    readonly place: Facet;
    readonly month: Facet;
  };
}

/** A search that failed, with the reason. */
export interface FailedSearch {
  readonly problem: Problem;
}

export interface GenerationStatus {
  /** Id of the generation that answers queries. */
  readonly generation: string;
  /** When it became the latest. */
  readonly publishedAt: string;
  /** Milliseconds since publishedAt. */
  readonly ageMs: number;
  /** When the store last confirmed that it is the latest. */
  readonly checkedAt: string;
  /** Error code of the last check for a newer generation. */
  readonly refreshError: string | null;
  readonly model: string;
  readonly articles: number;
  readonly passages: number;
}

export interface Health {
  readonly status: "ok";
}

/** One ranked passage. */
export interface Hit {
  /** Position in the answer, from 1, across pages. */
  readonly rank: number;
  /** Higher is better. Comparable only within one answer. */
  readonly score: number;
  readonly parts: {
    readonly semantic: number;
    readonly lexical: number;
    /** Cosine similarity to the query, from which semantic is derived. Comparable across answers. */
    readonly similarity: number;
    /** Share of the query's words, weighted by rarity, that the passage or its headline contains. */
    readonly coverage: number;
    /** null if time does not affect the ranking. */
    readonly recency: number | null;
    /** Score of the cross-encoder. null for hits that it did not score. */
    readonly reranker: number | null;
  };
  readonly passage: {
    readonly id: string;
    readonly text: string;
    readonly start: number;
    readonly end: number;
  };
  readonly article: {
    readonly id: string;
    readonly title: string;
    readonly url: string | null;
    /** An image on the publisher's server. */
    readonly image: ArticleImage | null;
    /** The publisher. */
    readonly source: string | null;
    readonly author: string | null;
    readonly section: string | null;
    /** Topics, in the words of the source. */
    readonly tags: readonly string[];
    /** Place of the dateline. */
    readonly place: string | null;
    /** BCP 47 tag. */
    readonly language: string | null;
    /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
    readonly publishedAt: string | null;
    /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
    readonly updatedAt: string | null;
  };
  /** The sentence of the passage that answers best. */
  readonly highlight: {
    readonly text: string;
    readonly start: number;
    readonly end: number;
    /** The words of the sentence that match the query, in any inflected form. */
    readonly words: readonly Span[];
    /** The article's URL with a text fragment. Browsers scroll to the sentence. */
    readonly link: string | null;
  };
  /** Articles about the same event. null if there are no others. */
  readonly story: Story | null;
}

export interface Problem {
  /** The page that explains this problem. */
  readonly type: string;
  /** The reason phrase of the status. */
  readonly title: string;
  readonly status: number;
  /** What is wrong with this request. */
  readonly detail: string;
  /** Stable, machine-readable code of the problem. */
  readonly code: string;
  /** Identifies the request in the service's log. */
  readonly requestId: string;
}

/** A ranked answer. */
export interface SearchResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly query: string;
  readonly tookMs: number;
  /** Whether the query was compared with every passage that the filter allows. */
  readonly exact: boolean;
  /** Search method for each segment of the index. Empty without a query. `ranged`: from the head of a segment and byte ranges of the rest, so `total` is an estimate. */
  readonly plan: readonly ("exact-scan" | "hnsw" | "hnsw-filtered" | "ranged")[];
  /** The time that the query names: first and last day, its words, and the number of articles from then that the filter allows. With 0, the hits are from other times. For a question about the news in general, such as "what happened yesterday", the hits are the articles from then. */
  readonly timeFrame: {
    readonly from: string;
    readonly to: string;
    readonly text: string;
    readonly articles: number;
  } | null;
  /** The cross-encoder, and the number of top passages that it re-scored. null without reranking. */
  readonly reranked: {
    readonly model: string;
    readonly passages: number;
  } | null;
  /** How the query was matched. "words": the index's model does not know the language of the query, so hits were found and ranked by words alone. */
  readonly understood: "meaning" | "words";
  /** Probability that the best hit answers. null if the model was not calibrated. */
  readonly confidence: number | null;
  /** Number of candidate passages. */
  readonly candidates: number;
  /** Number of hits on all pages, after the floor. */
  readonly total: number;
  readonly hits: readonly Hit[];
  /** Article counts over all pages, by the requested fields. null if none was requested. */
  readonly facets: {
    readonly source?: Facet;
    readonly section?: Facet;
    readonly tags?: Facet;
    readonly place?: Facet;
    readonly month?: Facet;
  } | null;
  /** The closest passages if nothing passes the floor, at most three. They do not answer the query. */
  readonly nearest: readonly Hit[];
  /** Cursor of the next page. null on the last page. */
  readonly nextCursor: string | null;
}

export interface SearchesResult {
  /** An answer or a problem for each search, in order. */
  readonly results: readonly (SearchResult | SparseSearchResult | FailedSearch)[];
}

/** The articles nearest in meaning to an article, each with its best passage. */
export interface SimilarResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly articleId: string;
  readonly tookMs: number;
  /** Whether the query was compared with every passage that the filter allows. */
  readonly exact: boolean;
  /** Search method for each segment of the index. Empty without a query. `ranged`: from the head of a segment and byte ranges of the rest, so `total` is an estimate. */
  readonly plan: readonly ("exact-scan" | "hnsw" | "hnsw-filtered" | "ranged")[];
  /** How the query was matched. "words": the index's model does not know the language of the query, so hits were found and ranked by words alone. */
  readonly understood: "meaning" | "words";
  /** Probability that the best hit answers. null if the model was not calibrated. */
  readonly confidence: number | null;
  /** Number of candidate passages. */
  readonly candidates: number;
  /** Number of hits on all pages, after the floor. */
  readonly total: number;
  readonly hits: readonly Hit[];
  /** The closest passages if nothing passes the floor, at most three. They do not answer the query. */
  readonly nearest: readonly Hit[];
}

/** The articles nearest in meaning to a text, each with its best passage. */
export interface SimilarTextResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly tookMs: number;
  /** Number of passages that the text was split into. */
  readonly passages: number;
  /** Whether the query was compared with every passage that the filter allows. */
  readonly exact: boolean;
  /** Search method for each segment of the index. Empty without a query. `ranged`: from the head of a segment and byte ranges of the rest, so `total` is an estimate. */
  readonly plan: readonly ("exact-scan" | "hnsw" | "hnsw-filtered" | "ranged")[];
  /** How the query was matched. "words": the index's model does not know the language of the query, so hits were found and ranked by words alone. */
  readonly understood: "meaning" | "words";
  /** Probability that the best hit answers. null if the model was not calibrated. */
  readonly confidence: number | null;
  /** Number of candidate passages. */
  readonly candidates: number;
  /** Number of hits on all pages, after the floor. */
  readonly total: number;
  readonly hits: readonly Hit[];
  /** The closest passages if nothing passes the floor, at most three. They do not answer the query. */
  readonly nearest: readonly Hit[];
}

/** A half-open range of UTF-16 offsets into the article's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The requested fields of a hit. */
export interface SparseHit {
  /** Position in the answer, from 1, across pages. */
  readonly rank?: number;
  /** Higher is better. Comparable only within one answer. */
  readonly score?: number;
  readonly parts?: {
    readonly semantic?: number;
    readonly lexical?: number;
    /** Cosine similarity to the query, from which semantic is derived. Comparable across answers. */
    readonly similarity?: number;
    /** Share of the query's words, weighted by rarity, that the passage or its headline contains. */
    readonly coverage?: number;
    /** null if time does not affect the ranking. */
    readonly recency?: number | null;
    /** Score of the cross-encoder. null for hits that it did not score. */
    readonly reranker?: number | null;
  };
  readonly passage?: {
    readonly id?: string;
    readonly text?: string;
    readonly start?: number;
    readonly end?: number;
  };
  readonly article?: {
    readonly id?: string;
    readonly title?: string;
    readonly url?: string | null;
    /** An image on the publisher's server. */
    readonly image?: ArticleImage | null;
    /** The publisher. */
    readonly source?: string | null;
    readonly author?: string | null;
    readonly section?: string | null;
    /** Topics, in the words of the source. */
    readonly tags?: readonly string[];
    /** Place of the dateline. */
    readonly place?: string | null;
    /** BCP 47 tag. */
    readonly language?: string | null;
    /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
    readonly publishedAt?: string | null;
    /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
    readonly updatedAt?: string | null;
  };
  readonly highlight?: {
    readonly text?: string;
    readonly start?: number;
    readonly end?: number;
    /** The words of the sentence that match the query, in any inflected form. */
    readonly words?: readonly Span[];
    /** The article's URL with a text fragment. Browsers scroll to the sentence. */
    readonly link?: string | null;
  };
  /** Articles about the same event. null if there are no others. */
  readonly story?: Story | null;
}

/** An answer with only the requested fields of its hits. */
export interface SparseSearchResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly query: string;
  readonly tookMs: number;
  /** Whether the query was compared with every passage that the filter allows. */
  readonly exact: boolean;
  /** Search method for each segment of the index. Empty without a query. `ranged`: from the head of a segment and byte ranges of the rest, so `total` is an estimate. */
  readonly plan: readonly ("exact-scan" | "hnsw" | "hnsw-filtered" | "ranged")[];
  /** The time that the query names: first and last day, its words, and the number of articles from then that the filter allows. With 0, the hits are from other times. For a question about the news in general, such as "what happened yesterday", the hits are the articles from then. */
  readonly timeFrame: {
    readonly from: string;
    readonly to: string;
    readonly text: string;
    readonly articles: number;
  } | null;
  /** The cross-encoder, and the number of top passages that it re-scored. null without reranking. */
  readonly reranked: {
    readonly model: string;
    readonly passages: number;
  } | null;
  /** How the query was matched. "words": the index's model does not know the language of the query, so hits were found and ranked by words alone. */
  readonly understood: "meaning" | "words";
  /** Probability that the best hit answers. null if the model was not calibrated. */
  readonly confidence: number | null;
  /** Number of candidate passages. */
  readonly candidates: number;
  /** Number of hits on all pages, after the floor. */
  readonly total: number;
  readonly hits: readonly SparseHit[];
  /** Article counts over all pages, by the requested fields. null if none was requested. */
  readonly facets: {
    readonly source?: Facet;
    readonly section?: Facet;
    readonly tags?: Facet;
    readonly place?: Facet;
    readonly month?: Facet;
  } | null;
  readonly nearest: readonly SparseHit[];
  /** Cursor of the next page. null on the last page. */
  readonly nextCursor: string | null;
}

/** Several articles about the same event. */
export interface Story {
  /** Stable while articles are added and removed. Use it with GET /v1/stories/{id}. */
  readonly id: string;
  /** Number of articles. */
  readonly size: number;
  /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
  readonly firstSeenAt: string | null;
  /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
  readonly latestAt: string | null;
  /** Sources that reported it, in order of their first reports. At most twenty. */
  readonly sources: readonly string[];
  /** The earliest full report. */
  readonly lead: StoryArticle;
  /** The other articles of the story, earliest first. At most ten. */
  readonly others: readonly StoryArticle[];
}

export interface StoryArticle {
  readonly id: string;
  readonly title: string;
  readonly source: string | null;
  readonly url: string | null;
  /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
  readonly publishedAt: string | null;
}

/** A story, with its reports from first to latest. */
export interface StoryResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly story: StorySummary;
  /** The requested id, if the story now has another id because two stories were merged. */
  readonly redirectedFrom: string | null;
  /** Earliest first, undated reports last. */
  readonly reports: readonly TimelineReport[];
}

/** Articles about the same event. */
export interface StorySummary {
  /** Stable while articles are added and removed. Use it with GET /v1/stories/{id}. */
  readonly id: string;
  /** Number of articles. */
  readonly size: number;
  /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
  readonly firstSeenAt: string | null;
  /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
  readonly latestAt: string | null;
  /** Sources that reported it, in order of their first reports. At most twenty. */
  readonly sources: readonly string[];
  /** The earliest full report. */
  readonly lead: StoryArticle;
}

export interface TimelineReport {
  readonly id: string;
  readonly title: string;
  readonly source: string | null;
  readonly url: string | null;
  /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
  readonly publishedAt: string | null;
  /** Its first sentences. */
  readonly excerpt: string;
}

/** Filters of an answer. */
export interface FilterParameters {
  /** Published on or after a date (2025-12-10) or an instant (2025-12-10T08:00:00Z). */
  readonly from?: string | undefined;
  /** Published on or before a date (2025-12-10) or an instant (2025-12-10T08:00:00Z). */
  readonly to?: string | undefined;
  /** Articles with this id. A list matches any value. */
  readonly articleId?: string | readonly string[] | undefined;
  /** Articles published by this source, ignoring case, accents and apostrophes. A list matches any value. */
  readonly source?: string | readonly string[] | undefined;
  /** Articles not published by this source. A list excludes each value. */
  readonly excludeSource?: string | readonly string[] | undefined;
  /** Articles by this author, ignoring case, accents and apostrophes. A list matches any value. */
  readonly author?: string | readonly string[] | undefined;
  /** Articles in this section, ignoring case, accents and apostrophes. A list matches any value. */
  readonly section?: string | readonly string[] | undefined;
  /** Articles with this tag, ignoring case, accents and apostrophes. A list matches any value. */
  readonly tags?: string | readonly string[] | undefined;
  /** Articles from this place, as in the dateline, ignoring case, accents and apostrophes. A list matches any value. */
  readonly place?: string | readonly string[] | undefined;
  /** Articles in this language (en covers en-GB). A list matches any value. */
  readonly language?: string | readonly string[] | undefined;
}
