/**
 * What the function answers. Made from docs/openapi.json by `npm run docs:api`.
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
    /** Of a webhook. */
    readonly host: string | null;
    /** Where a feed is, as RSS. */
    readonly feed: string | null;
  };
  readonly createdAt: string;
}

export interface AlertTestResult {
  readonly generation: string;
  /** How many articles of the index the alert would have told of. */
  readonly total: number;
  /** The latest of them. */
  readonly hits: readonly Hit[];
}

export interface AlertsResult {
  readonly alerts: readonly Alert[];
  /** Asks for the next ones; null at the end. */
  readonly nextAfter: string | null;
}

/** A picture, on the publisher's server. */
export interface ArticleImage {
  /** Absolute, http or https. */
  readonly url: string;
  /** What it shows, as the source says. */
  readonly alt: string | null;
}

/** A whole article, and where its passages lie in its text. */
export interface ArticleResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly article: {
    readonly id: string;
    readonly title: string;
    /** Whether the title was cut out of the text. */
    readonly titleDerived: boolean;
    /** Plain text, paragraphs separated by a blank line. */
    readonly text: string;
    readonly url: string | null;
    /** A picture, on the publisher's server. */
    readonly image: ArticleImage | null;
    /** Who published it. */
    readonly source: string | null;
    readonly author: string | null;
    readonly section: string | null;
    /** What it is about, in the words of its source. */
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
  /** In the order of the text. */
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
    /** Of a webhook. */
    readonly host: string | null;
    /** Where a feed is, as RSS. */
    readonly feed: string | null;
  };
  readonly createdAt: string;
  /** What messages to the webhook are signed with. Shown this once. */
  readonly secret: string | null;
}

/** Most articles first; months (YYYY-MM) in the order of time. */
export interface Facet {
  readonly values: readonly {
    readonly value: string;
    readonly count: number;
  }[];
  /** Articles that have none. */
  readonly missing: number;
  /** Articles that have a value which is not listed. */
  readonly others: number;
}

export interface FacetsResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly query: string | null;
  readonly tookMs: number;
  /** How many articles were counted: those that paging through the answer would show. */
  readonly total: number;
  readonly facets: {
    readonly source: Facet;
    readonly section: Facet;
    readonly tags: Facet;
    readonly place: Facet;
    readonly month: Facet;
  };
}

/** A search that could not be answered, and why. */
export interface FailedSearch {
  readonly problem: Problem;
}

export interface GenerationStatus {
  /** Id of the generation that answers queries. */
  readonly generation: string;
  /** When it became the latest. */
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

export interface Health {
  readonly status: "ok";
}

/** One ranked passage. */
export interface Hit {
  /** From 1, over all pages. */
  readonly rank: number;
  /** Larger is better; comparable only within one answer. */
  readonly score: number;
  readonly parts: {
    readonly semantic: number;
    readonly lexical: number;
    /** The cosine similarity to the query that semantic was made of; the same in every answer. */
    readonly similarity: number;
    /** Share of what the query's words tell, by their rarity, that the passage or its headline has. */
    readonly coverage: number;
    /** null when time does not count. */
    readonly recency: number | null;
    /** Of a model that read query and passage together; null for hits that it did not read. */
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
    /** A picture, on the publisher's server. */
    readonly image: ArticleImage | null;
    /** Who published it. */
    readonly source: string | null;
    readonly author: string | null;
    readonly section: string | null;
    /** What it is about, in the words of its source. */
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
    /** The words of the sentence that the query has too, in this or another form. */
    readonly words: readonly Span[];
    /** The article's URL; browsers scroll to the sentence. */
    readonly link: string | null;
  };
  /** Articles that report the same event; null when no other does. */
  readonly story: Story | null;
}

export interface Problem {
  /** The page that explains this problem. */
  readonly type: string;
  /** The phrase of the status. */
  readonly title: string;
  readonly status: number;
  /** What is wrong with this request. */
  readonly detail: string;
  /** Which problem it is, for programs. */
  readonly code: string;
  /** To find the request in the log of the service. */
  readonly requestId: string;
}

/** A ranked answer. */
export interface SearchResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly query: string;
  readonly tookMs: number;
  /** Whether the embedding of every passage that the filter allows was compared with the query's. */
  readonly exact: boolean;
  /** How the nearest embeddings were found, one for each segment of the index; none when nothing was asked. `ranged`: by what is here of a segment, with ranges of the rest; `total` is then an estimate. */
  readonly plan: readonly ("exact-scan" | "hnsw" | "hnsw-filtered" | "ranged")[];
  /** What the query was understood to say of time: first and last day, the words, and how many articles that the filter allows were published then. With 0 the answer is of other times. */
  readonly timeFrame: {
    readonly from: string;
    readonly to: string;
    readonly text: string;
    readonly articles: number;
  } | null;
  /** The model that read query and passage together, and how many of the best passages it read; null when none did. */
  readonly reranked: {
    readonly model: string;
    readonly passages: number;
  } | null;
  /** What the query was understood by. "words": the model of the index does not know its language, so its words alone found and ranked what is here. */
  readonly understood: "meaning" | "words";
  /** The chance that the best hit answers; null for a model that was not calibrated. */
  readonly confidence: number | null;
  /** How many passages were considered. */
  readonly candidates: number;
  /** How many hits there are to page through: those that pass the floor. */
  readonly total: number;
  readonly hits: readonly Hit[];
  /** The articles of all pages, by the fields that were asked for; null when none was. */
  readonly facets: {
    readonly source?: Facet;
    readonly section?: Facet;
    readonly tags?: Facet;
    readonly place?: Facet;
    readonly month?: Facet;
  } | null;
  /** What came nearest when nothing passes the floor, three at most; none of it answers. */
  readonly nearest: readonly Hit[];
  /** For the next page; null on the last. */
  readonly nextCursor: string | null;
}

export interface SearchesResult {
  /** An answer or a problem for each search, in their order. */
  readonly results: readonly (SearchResult | SparseSearchResult | FailedSearch)[];
}

/** The articles nearest in meaning to one, each by its best passage. */
export interface SimilarResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly articleId: string;
  readonly tookMs: number;
  /** Whether the embedding of every passage that the filter allows was compared with the query's. */
  readonly exact: boolean;
  /** How the nearest embeddings were found, one for each segment of the index; none when nothing was asked. `ranged`: by what is here of a segment, with ranges of the rest; `total` is then an estimate. */
  readonly plan: readonly ("exact-scan" | "hnsw" | "hnsw-filtered" | "ranged")[];
  /** What the query was understood by. "words": the model of the index does not know its language, so its words alone found and ranked what is here. */
  readonly understood: "meaning" | "words";
  /** The chance that the best hit answers; null for a model that was not calibrated. */
  readonly confidence: number | null;
  /** How many passages were considered. */
  readonly candidates: number;
  /** How many hits there are to page through: those that pass the floor. */
  readonly total: number;
  readonly hits: readonly Hit[];
  /** What came nearest when nothing passes the floor, three at most; none of it answers. */
  readonly nearest: readonly Hit[];
}

/** The articles nearest in meaning to a text, each by its best passage. */
export interface SimilarTextResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly tookMs: number;
  /** Into how many passages the text was split. */
  readonly passages: number;
  /** Whether the embedding of every passage that the filter allows was compared with the query's. */
  readonly exact: boolean;
  /** How the nearest embeddings were found, one for each segment of the index; none when nothing was asked. `ranged`: by what is here of a segment, with ranges of the rest; `total` is then an estimate. */
  readonly plan: readonly ("exact-scan" | "hnsw" | "hnsw-filtered" | "ranged")[];
  /** What the query was understood by. "words": the model of the index does not know its language, so its words alone found and ranked what is here. */
  readonly understood: "meaning" | "words";
  /** The chance that the best hit answers; null for a model that was not calibrated. */
  readonly confidence: number | null;
  /** How many passages were considered. */
  readonly candidates: number;
  /** How many hits there are to page through: those that pass the floor. */
  readonly total: number;
  readonly hits: readonly Hit[];
  /** What came nearest when nothing passes the floor, three at most; none of it answers. */
  readonly nearest: readonly Hit[];
}

/** A half-open range of UTF-16 offsets into the text of the article. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The fields of a hit that were asked for. */
export interface SparseHit {
  /** From 1, over all pages. */
  readonly rank?: number;
  /** Larger is better; comparable only within one answer. */
  readonly score?: number;
  readonly parts?: {
    readonly semantic?: number;
    readonly lexical?: number;
    /** The cosine similarity to the query that semantic was made of; the same in every answer. */
    readonly similarity?: number;
    /** Share of what the query's words tell, by their rarity, that the passage or its headline has. */
    readonly coverage?: number;
    /** null when time does not count. */
    readonly recency?: number | null;
    /** Of a model that read query and passage together; null for hits that it did not read. */
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
    /** A picture, on the publisher's server. */
    readonly image?: ArticleImage | null;
    /** Who published it. */
    readonly source?: string | null;
    readonly author?: string | null;
    readonly section?: string | null;
    /** What it is about, in the words of its source. */
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
    /** The words of the sentence that the query has too, in this or another form. */
    readonly words?: readonly Span[];
    /** The article's URL; browsers scroll to the sentence. */
    readonly link?: string | null;
  };
  /** Articles that report the same event; null when no other does. */
  readonly story?: Story | null;
}

/** An answer to a search that asked for some fields of its hits. */
export interface SparseSearchResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly query: string;
  readonly tookMs: number;
  /** Whether the embedding of every passage that the filter allows was compared with the query's. */
  readonly exact: boolean;
  /** How the nearest embeddings were found, one for each segment of the index; none when nothing was asked. `ranged`: by what is here of a segment, with ranges of the rest; `total` is then an estimate. */
  readonly plan: readonly ("exact-scan" | "hnsw" | "hnsw-filtered" | "ranged")[];
  /** What the query was understood to say of time: first and last day, the words, and how many articles that the filter allows were published then. With 0 the answer is of other times. */
  readonly timeFrame: {
    readonly from: string;
    readonly to: string;
    readonly text: string;
    readonly articles: number;
  } | null;
  /** The model that read query and passage together, and how many of the best passages it read; null when none did. */
  readonly reranked: {
    readonly model: string;
    readonly passages: number;
  } | null;
  /** What the query was understood by. "words": the model of the index does not know its language, so its words alone found and ranked what is here. */
  readonly understood: "meaning" | "words";
  /** The chance that the best hit answers; null for a model that was not calibrated. */
  readonly confidence: number | null;
  /** How many passages were considered. */
  readonly candidates: number;
  /** How many hits there are to page through: those that pass the floor. */
  readonly total: number;
  readonly hits: readonly SparseHit[];
  /** The articles of all pages, by the fields that were asked for; null when none was. */
  readonly facets: {
    readonly source?: Facet;
    readonly section?: Facet;
    readonly tags?: Facet;
    readonly place?: Facet;
    readonly month?: Facet;
  } | null;
  readonly nearest: readonly SparseHit[];
  /** For the next page; null on the last. */
  readonly nextCursor: string | null;
}

/** What several articles tell. */
export interface Story {
  /** It stays the same while articles are added and removed. GET /v1/stories/{id} tells the story. */
  readonly id: string;
  /** How many articles. */
  readonly size: number;
  /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
  readonly firstSeenAt: string | null;
  /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
  readonly latestAt: string | null;
  /** Who reported it, in the order of their first reports; twenty at most. */
  readonly sources: readonly string[];
  /** The earliest full report. */
  readonly lead: StoryArticle;
  /** The articles beside the hit's own, earliest first; ten at most. */
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

/** A story from its first report to its latest. */
export interface StoryResult {
  /** Id of the generation of the index that answered. */
  readonly generation: string;
  readonly story: StorySummary;
  /** The id that was asked for, when the story goes by another since a later article proved that two stories were one. */
  readonly redirectedFrom: string | null;
  /** The earliest first, those without a date last. */
  readonly reports: readonly TimelineReport[];
}

/** Articles that report one event. */
export interface StorySummary {
  /** It stays the same while articles are added and removed. GET /v1/stories/{id} tells the story. */
  readonly id: string;
  /** How many articles. */
  readonly size: number;
  /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
  readonly firstSeenAt: string | null;
  /** YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ. */
  readonly latestAt: string | null;
  /** Who reported it, in the order of their first reports; twenty at most. */
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
