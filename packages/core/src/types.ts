/**
 * The nouns of Dateline, as plain readonly data. No behaviour; imports nothing.
 *
 * @module
 */

/** A source document, after everything about its file format has been dealt with. */
export interface Article {
  /** Stable across builds: the explicit id, else derived from the canonical URL, else from the content. */
  readonly id: string;
  readonly title: string;
  /** True when no field of the source gave the title and it was taken from the text. */
  readonly titleDerived: boolean;
  /** Plain text, paragraphs separated by a blank line. Every offset in Dateline is a UTF-16 index into it. */
  readonly text: string;
  readonly url: string | null;
  /** Who published it; falls back to the agency of the dateline. */
  readonly source: string | null;
  readonly author: string | null;
  readonly section: string | null;
  /** Place of the dateline, such as "Seoul". */
  readonly place: string | null;
  /** News agency of the dateline, such as "IANS". */
  readonly agency: string | null;
  /** BCP 47 tag, when the source states one. */
  readonly language: string | null;
  /** `YYYY-MM-DD` or a UTC instant `YYYY-MM-DDTHH:MM:SSZ`; both sort as text. */
  readonly publishedAt: string | null;
  /** Same forms as `publishedAt`; the last correction. */
  readonly updatedAt: string | null;
}

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
 * What a search is restricted to. Every given field must hold. A date without a time is its whole day (UTC), as a
 * bound and as the `publishedAt` of an article: an instant of that day, as either bound, includes the article.
 */
export interface Filter {
  /** Earliest `publishedAt`, inclusive: `YYYY-MM-DD` or a UTC instant. */
  readonly from?: string;
  /** Latest `publishedAt`, inclusive: `YYYY-MM-DD` or a UTC instant. */
  readonly to?: string;
  /** Exact source name, compared without regard to case. */
  readonly source?: string;
}

/** A question put to the index. */
export interface Query {
  readonly text: string;
  /** How many hits at most. */
  readonly limit: number;
  readonly filter: Filter;
}

/** The parts of a hit's score, each between 0 and 1, comparable only within one result. */
export interface ScoreParts {
  /** Min-max normalised cosine similarity of query and passage embeddings. */
  readonly semantic: number;
  /** Min-max normalised BM25. */
  readonly lexical: number;
}

/** One ranked passage. */
export interface Hit {
  /** From 1. */
  readonly rank: number;
  /** Larger is better. */
  readonly score: number;
  readonly parts: ScoreParts;
  readonly passage: { readonly id: string } & Omit<Passage, "articleId" | "ordinal">;
  readonly article: Pick<Article, "id" | "title" | "url" | "source" | "publishedAt" | "place">;
  /** The sentence of the passage that answers best; offsets into the article's text. */
  readonly highlight: { readonly text: string } & Span;
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
  readonly hits: readonly Hit[];
}
