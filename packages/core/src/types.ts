/**
 * The nouns of Dateline, as plain readonly data. No behaviour; imports nothing but the fields of an article.
 *
 * @module
 */

import type { Article, FacetField, HitArticleField, ListFilter } from "./article-fields.ts";

export type { Article, ArticleImage, FacetField } from "./article-fields.ts";

/** A run of whole sentences of one article: the unit that is embedded, ranked and returned. */
export interface Passage {
  readonly articleId: string;
  /** Position among the passages of its article, from 0. */
  readonly ordinal: number;
  /** UTF-16 offsets into the article's text: `article.text.slice(start, end) === text`. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An L2-normalised vector; its length is the model's dimension count. */
export type Embedding = Float32Array;

/**
 * What a search is restricted to. Every given field must hold; of several values of one field any one may. A date
 * without a time is its whole day (UTC, unless `fromInstant` and `toInstant` say otherwise), as a bound and as the `publishedAt` of an article: an instant of that day, as
 * either bound, includes the article. Names are compared whole, but not by case, accents or the kind of apostrophe; a
 * language covers those that begin with it: "en" is "en-GB" too (RFC 4647, basic filtering). An article without a source
 * is none of those that are excluded.
 */
export interface Filter extends Readonly<Partial<Record<ListFilter, readonly string[]>>> {
  /** Earliest `publishedAt`, inclusive: `YYYY-MM-DD` or a UTC instant. */
  readonly from?: string;
  /** Latest `publishedAt`, inclusive: `YYYY-MM-DD` or a UTC instant. */
  readonly to?: string;
  /**
   * When the day `from` begins and the day `to` ends elsewhere than in UTC: what articles with a time are compared with.
   * Those with a date alone are compared with `from` and `to`, since a date is the same day everywhere.
   */
  readonly fromInstant?: string;
  readonly toInstant?: string;
}

/** How hits are put in order: by score, the latest first, or the oldest first. */
export type Sort = "relevance" | "date" | "oldest";

/** What is shown once: every passage, the best passage of an article, or that of a story. */
export type Collapse = "none" | "article" | "story";

/** What finds and ranks: embeddings and words, or one of them alone. */
export type SearchMode = "hybrid" | "semantic" | "lexical";

/** What the chance of a hit to answer is worked out from, by logistic regression: see `confidenceOf`. */
export interface ModeCalibration {
  readonly intercept: number;
  /** Of the hit's similarity. */
  readonly similarity: number;
  /** Of the hit's coverage. */
  readonly coverage: number;
  /** Of how many passages competed: the best of many is nearer by chance alone. */
  readonly passages: number;
  /** The confidence below which an answer is none, unless a query asks for another, 0…1. */
  readonly floor: number;
}

/** How far the similarities of one model can be believed, fitted on questions with and without an answer. */
export type Calibration = Readonly<Record<SearchMode, ModeCalibration>>;

/** A question put to the index. */
export interface Query {
  /** Empty to browse: every article that the filter allows, in order of time. Nothing is ranked then. */
  readonly text: string;
  /** How many hits at most. */
  readonly limit: number;
  /** How many of the best hits are passed over, for the pages after the first. */
  readonly offset: number;
  readonly filter: Filter;
  readonly sort: Sort;
  readonly collapse: Collapse;
  /**
   * A UTC instant: nothing published later is seen, and "yesterday" is the day before it. `null` is now, without a
   * bound.
   */
  readonly asOf: string | null;
  /**
   * Days in which the score of an article falls to half for its age; 0 for no such decay. `null` decides by the query:
   * only those that name a time are answered with what is near to it.
   */
  readonly halfLifeDays: number | null;
  readonly mode: SearchMode;
  /** An answer of less confidence has no hits, 0…1; `null` for the floor of the model, 0 for none. */
  readonly minConfidence: number | null;
  /** A hit of less similarity is none, −1…1; `null` for no such bound. */
  readonly minSimilarity: number | null;
  /** How many UTF-16 units of a passage a hit shows at most, around the sentence that answers; all when not given. */
  readonly passageLength?: number;
  /** What the articles of the whole answer are counted by, in the same answer. */
  readonly facets: readonly FacetField[];
  /** A zone of the IANA database in which "today" is a day; the one that the index is asked in when not given. */
  readonly timeZone?: string;
  /** `YYYY-MM-DD` when `asOf` was given as a date: the end of this day, wherever it is asked. */
  readonly asOfDay?: string;
  /** What quotation marks and minus signs in the text ask for, when it has any. */
  readonly operators?: QueryOperators;
}

/** What the signs of a query ask for: "a phrase" must occur, -word and -"a phrase" must not. */
export interface QueryOperators {
  /** The text without the signs and without what is excluded: what is asked. */
  readonly question: string;
  /** What of it stands outside of quotation marks. */
  readonly unquoted: string;
  readonly phrases: readonly string[];
  readonly excluded: readonly string[];
}

/**
 * The parts of a hit's score. `semantic`, `lexical` and `reranker` are between 0 and 1 and comparable only within one
 * result; `similarity` and `coverage` mean the same in every result.
 */
export interface ScoreParts {
  /** Min-max normalised cosine similarity of query and passage embeddings. */
  readonly semantic: number;
  /** Min-max normalised BM25. */
  readonly lexical: number;
  /** The cosine similarity as it was before that, −1…1: of the passage, its best sentence and its article. */
  readonly similarity: number;
  /** Share of what the query's words tell, by their rarity, that the passage or its headline has, 0…1. */
  readonly coverage: number;
  /** How near in time the article is, 1 for now or within the time asked for; `null` when time does not count. */
  readonly recency: number | null;
  /** Min-max normalised score of a model that read query and passage together; `null` for hits that it did not read. */
  readonly reranker: number | null;
}

/** The sentence of a passage that answers best; offsets into the article's text. */
export interface Highlight extends Span {
  readonly text: string;
  /** The words of the sentence that the query has too, in this or another form; offsets into the article's text. */
  readonly words: readonly Span[];
  /** The article's URL with a text fragment that makes browsers scroll to the sentence; `null` without a web address. */
  readonly link: string | null;
}

/** Articles that report one event, copies of one another among them. */
export interface StorySummary {
  /** It stays the same while articles are added and removed, and over builds of the same index. */
  readonly id: string;
  /** How many articles. */
  readonly size: number;
  /** Earliest and latest `publishedAt` of them; `null` when none has one. */
  readonly firstSeenAt: string | null;
  readonly latestAt: string | null;
  /** Who reported it, in the order of their first reports; twenty at most. */
  readonly sources: readonly string[];
  /** The earliest full report: of those with half as many words as is usual in the story, or more. */
  readonly lead: StoryArticle;
}

/** The story of a hit. */
export interface Story extends StorySummary {
  /** The articles beside the hit's own, earliest first; ten at most. */
  readonly others: readonly StoryArticle[];
}

export type StoryArticle = Pick<Article, "id" | "title" | "source" | "url" | "publishedAt">;

/** An article on the timeline of a story. */
export interface TimelineReport extends StoryArticle {
  /** Its first sentences: 280 UTF-16 units at most. */
  readonly excerpt: string;
}

/** A story from its first report to its latest. */
export interface StoryTimeline {
  readonly story: StorySummary;
  /** The id that was asked for, when the story goes by another since a later article proved that two were one. */
  readonly redirectedFrom: string | null;
  /** The earliest first, those without a date last. */
  readonly reports: readonly TimelineReport[];
}

/** One ranked passage. */
export interface Hit {
  /** From 1, over all pages. */
  readonly rank: number;
  /** Larger is better; 0 when nothing was asked, as are its parts. */
  readonly score: number;
  readonly parts: ScoreParts;
  readonly passage: { readonly id: string } & Omit<Passage, "articleId" | "ordinal">;
  readonly article: Pick<Article, HitArticleField>;
  readonly highlight: Highlight;
  /** The story that its article belongs to; `null` when no other article tells it. */
  readonly story: Story | null;
}

/** The articles of one kind, by the values that they have. */
export interface Facet {
  /** Most articles first, and at most `MAX_FACET_VALUES`; months in the order of time, all of them. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** How many articles have none. */
  readonly missing: number;
  /** How many articles have a value that is not listed. */
  readonly others: number;
}

/** How the nearest embeddings of a segment were found. */
export type SegmentPlan = "exact-scan" | "hnsw" | "hnsw-filtered" | "ranged";

/** A time that the words of a query name. */
export interface TimeFrame {
  /** First and last day of it, inclusive: `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /** The words that name it. */
  readonly text: string;
  /** How many articles that the filter allows were published in it; 0 says that the answer is of other times. */
  readonly articles: number;
}

/** Whether the model could read a query. */
export type Understanding = "meaning" | "words";

/** What a model that reads query and passage together had a say in. */
export interface Reranking {
  /** Registry name of the model. */
  readonly model: string;
  /** How many of the best passages it read, before articles or stories were collapsed. */
  readonly passages: number;
}

/** A ranked answer. */
export interface SearchResult {
  /** Id of the generation that answered. */
  readonly generation: string;
  readonly query: string;
  readonly tookMs: number;
  /**
   * True when the embedding of every passage that the filter allows was compared with the query's, false when HNSW chose
   * the candidates of a segment.
   */
  readonly exact: boolean;
  /** One for each segment; none when nothing was asked. */
  readonly plan: readonly SegmentPlan[];
  /** What the query was understood to say of time; `null` when nothing. */
  readonly timeFrame: TimeFrame | null;
  /**
   * What the query was understood by: its meaning, or its words alone, since the model does not know its language. Then the
   * embeddings have no say in which passages are found or in their order, whatever the mode.
   */
  readonly understood: Understanding;
  /** `null` when nothing was reranked: no reranker is in use, or the query's mode or sort does not go by it. */
  readonly reranked: Reranking | null;
  /**
   * The chance that the best hit answers, 0…1; it grows with it and compares between queries. `null` for a model that
   * was not calibrated, and when nothing was asked.
   */
  readonly confidence: number | null;
  /** How many passages were considered, before the floor and before articles or stories were collapsed. */
  readonly candidates: number;
  /** How many hits there are to page through: those that pass the floor. */
  readonly total: number;
  readonly hits: readonly Hit[];
  /** The articles of all pages, by the fields that were asked for; `null` when none was. */
  readonly facets: Readonly<Partial<Record<FacetField, Facet>>> | null;
  /** What came nearest when nothing passes the floor, three at most. None of it answers the query. */
  readonly nearest: readonly Hit[];
}
