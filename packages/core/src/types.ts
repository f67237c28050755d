/**
 * The domain types of Dateline, as plain readonly data. No behaviour; imports only the fields of an article.
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
 * Restricts a search. All given fields must match; a field with several values matches any of them. A date
 * without a time means the whole day, both as a bound and as an article's `publishedAt` (UTC, unless
 * `fromInstant` and `toInstant` say otherwise): any instant of that day, as either bound, includes the
 * article. Names are compared as a whole, ignoring case, accents and the kind of apostrophe. A language
 * matches its subtags: "en" includes "en-GB" (RFC 4647, basic filtering). An article without a source is
 * never excluded by source.
 */
export interface Filter extends Readonly<Partial<Record<ListFilter, readonly string[]>>> {
  /** Earliest `publishedAt`, inclusive: `YYYY-MM-DD` or a UTC instant. */
  readonly from?: string;
  /** Latest `publishedAt`, inclusive: `YYYY-MM-DD` or a UTC instant. */
  readonly to?: string;
  /**
   * Start of the day `from` and end of the day `to` in a zone other than UTC, which articles with a time are
   * compared with. Articles with only a date are compared with `from` and `to`, since a date is the same day
   * everywhere.
   */
  readonly fromInstant?: string;
  readonly toInstant?: string;
}

/** Order of the hits: by score, latest first, or oldest first. */
export type Sort = "relevance" | "date" | "oldest";

/** What each hit stands for: a passage, an article by its best passage, or a story by its best passage. */
export type Collapse = "none" | "article" | "story";

/** What ranks the passages: embeddings and words, or one of them alone. */
export type SearchMode = "hybrid" | "semantic" | "lexical";

/** Coefficients of the logistic regression that estimates whether a hit answers: see `confidenceOf`. */
export interface ModeCalibration {
  readonly intercept: number;
  /** Coefficient of the hit's similarity. */
  readonly similarity: number;
  /** Coefficient of the hit's coverage. */
  readonly coverage: number;
  /** Coefficient of the number of competing passages: among more passages, the best is nearer by chance. */
  readonly passages: number;
  /** Confidence below which an answer has no hits, unless a query sets its own, 0…1. */
  readonly floor: number;
}

/** Calibration of a model's similarities, fitted on questions with and without an answer. */
export interface Calibration extends Readonly<Record<SearchMode, ModeCalibration>> {
  /**
   * For a whole text in place of a question, whose many words say nothing about an answer. Default: that of questions by
   * meaning alone.
   */
  readonly text?: ModeCalibration;
}

/** A search request. */
export interface Query {
  /** Empty to browse: lists every article that the filter allows by time, without ranking. */
  readonly text: string;
  /** Maximum number of hits. */
  readonly limit: number;
  /** How many of the best hits to skip, for the pages after the first. */
  readonly offset: number;
  readonly filter: Filter;
  readonly sort: Sort;
  readonly collapse: Collapse;
  /**
   * A UTC instant: ignores everything published later, and "yesterday" is relative to it. `null` means now,
   * without a bound.
   */
  readonly asOf: string | null;
  /**
   * Days after which the score of an article is halved for its age; 0 disables the decay. `null` lets the
   * query decide: only queries that name a time prefer articles near it.
   */
  readonly halfLifeDays: number | null;
  readonly mode: SearchMode;
  /** Confidence below which an answer has no hits, 0…1; `null` for the model's own floor, 0 for none. */
  readonly minConfidence: number | null;
  /** Similarity below which a passage is no hit, −1…1; `null` for no bound. */
  readonly minSimilarity: number | null;
  /** Maximum UTF-16 units of a passage to show, around the answering sentence; default: the whole passage. */
  readonly passageLength?: number;
  /** Fields to count the articles of the whole answer by. */
  readonly facets: readonly FacetField[];
  /** IANA time zone for "today"; defaults to the zone of the search. */
  readonly timeZone?: string;
  /** `YYYY-MM-DD` when `asOf` was given as a date: the end of this day in the time zone of the query. */
  readonly asOfDay?: string;
  /** Quoted phrases and exclusions in the text, if any. */
  readonly operators?: QueryOperators;
}

/** Query operators: "a phrase" must occur; -word and -"a phrase" must not. */
export interface QueryOperators {
  /** The text without operators and exclusions: the actual question. */
  readonly question: string;
  /** The part of the question outside quotation marks. */
  readonly unquoted: string;
  readonly phrases: readonly string[];
  readonly excluded: readonly string[];
}

/**
 * The parts of a hit's score. `semantic`, `lexical` and `reranker` are between 0 and 1 and comparable only
 * within one result. `similarity` and `coverage` are comparable between results.
 */
export interface ScoreParts {
  /** Min-max normalised cosine similarity of query and passage embeddings. */
  readonly semantic: number;
  /** Min-max normalised BM25. */
  readonly lexical: number;
  /** The cosine similarity before normalisation, −1…1: of the passage, its best sentence and its article. */
  readonly similarity: number;
  /** Share of the query's words, weighted by rarity, that the passage or its headline contains, 0…1. */
  readonly coverage: number;
  /**
   * Closeness of the article in time, 1 for now or within the requested time; `null` when time does not
   * matter.
   */
  readonly recency: number | null;
  /** Min-max normalised score of the reranker; `null` for hits that it did not read. */
  readonly reranker: number | null;
}

/** The sentence of a passage that answers best; offsets into the article's text. */
export interface Highlight extends Span {
  readonly text: string;
  /** Words of the sentence that also occur in the query, in any form; offsets into the article's text. */
  readonly words: readonly Span[];
  /** The article's URL with a text fragment that scrolls to the sentence; `null` without a web address. */
  readonly link: string | null;
}

/** Articles that report the same event, including copies of one another. */
export interface StorySummary {
  /** Stays the same while articles are added and removed, and across builds of the same index. */
  readonly id: string;
  /** Number of articles. */
  readonly size: number;
  /** Earliest and latest `publishedAt` of the articles; `null` when none has a date. */
  readonly firstSeenAt: string | null;
  readonly latestAt: string | null;
  /** The sources in the order of their first reports; at most twenty. */
  readonly sources: readonly string[];
  /** The earliest full report: one with at least half the story's usual number of words. */
  readonly lead: StoryArticle;
}

/** The story of a hit. */
export interface Story extends StorySummary {
  /** The articles besides the hit's own, earliest first; at most ten. */
  readonly others: readonly StoryArticle[];
}

export type StoryArticle = Pick<Article, "id" | "title" | "source" | "url" | "publishedAt">;

/** An article on the timeline of a story. */
export interface TimelineReport extends StoryArticle {
  /** Its first sentences: at most 280 UTF-16 units. */
  readonly excerpt: string;
}

/** A story from its first report to its latest. */
export interface StoryTimeline {
  readonly story: StorySummary;
  /**
   * The requested id, if the story has a new one because a later article showed that two stories were one.
   */
  readonly redirectedFrom: string | null;
  /** Earliest first; those without a date last. */
  readonly reports: readonly TimelineReport[];
}

/** One ranked passage. */
export interface Hit {
  /** From 1, counted over all pages. */
  readonly rank: number;
  /** Larger is better. 0, like its parts, when nothing was asked. */
  readonly score: number;
  readonly parts: ScoreParts;
  readonly passage: { readonly id: string } & Omit<Passage, "articleId" | "ordinal">;
  readonly article: Pick<Article, HitArticleField>;
  readonly highlight: Highlight;
  /** The story of its article; `null` when no other article reports it. */
  readonly story: Story | null;
}

/** Article counts by the values of one field. */
export interface Facet {
  /** Most articles first, at most `MAX_FACET_VALUES`; months in chronological order, all of them. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** Number of articles without a value. */
  readonly missing: number;
  /** Number of articles with a value that is not listed. */
  readonly others: number;
}

/** How the nearest embeddings of a segment were found. */
export type SegmentPlan = "exact-scan" | "hnsw" | "hnsw-filtered" | "ranged";

/** A time that the query names. */
export interface TimeFrame {
  /** Its first and last day, inclusive: `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /** The words that name it. */
  readonly text: string;
  /** Number of matching articles published in it. 0 means that the hits are from other times. */
  readonly articles: number;
}

/** Whether the model could understand the query or only its words were used. */
export type Understanding = "meaning" | "words";

/** How a reranker contributed. */
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
   * True when the query was compared with every passage that the filter allows; false when HNSW chose the
   * candidates of a segment.
   */
  readonly exact: boolean;
  /** One per segment; empty when nothing was asked. */
  readonly plan: readonly SegmentPlan[];
  /** The time that the query was understood to name; `null` for none. */
  readonly timeFrame: TimeFrame | null;
  /**
   * Whether the query was understood by meaning, or by its words alone because the model does not know its
   * language. In that case embeddings affect neither candidates nor ranking, whatever the mode.
   */
  readonly understood: Understanding;
  /** `null` when nothing was reranked: there is no reranker, or the query's mode or sort does not use it. */
  readonly reranked: Reranking | null;
  /**
   * Probability that the best hit answers, 0…1, comparable between queries. `null` for an uncalibrated model,
   * or when nothing was asked.
   */
  readonly confidence: number | null;
  /** Number of passages considered, before the floor and before articles or stories were collapsed. */
  readonly candidates: number;
  /** Number of hits on all pages: those above the floor. */
  readonly total: number;
  readonly hits: readonly Hit[];
  /** Article counts over all pages, by the requested fields; `null` when none was requested. */
  readonly facets: Readonly<Partial<Record<FacetField, Facet>>> | null;
  /** The nearest passages when none passes the floor, at most three. None of them answers the query. */
  readonly nearest: readonly Hit[];
}
