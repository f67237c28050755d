import type {
  Article,
  Embedding,
  FacetField,
  Filter,
  QueryOperators,
  SearchMode,
  SegmentPlan,
  Span,
} from "../types.ts";
import type { FacetCount, IndexedPassage } from "./passage-table.ts";
import type { SentenceSimilarity } from "./sentence-table.ts";
import type { PassageKeys, StoryMember } from "./story-table.ts";

/** Which passage of an index: only the index knows what the numbers stand for. They order passages of equal scores. */
export interface PassageRef {
  /** Position of its segment in the generation. */
  readonly segment: number;
  readonly row: number;
}

/** A passage that may become a hit, with what each ranker says of it. */
export interface Candidate extends PassageRef {
  /** Similarity to the query, −1…1, as `blendSimilarity` makes it of cosines. */
  readonly similarity: number;
  /** BM25 of the article, and of the passage in it; 0 when its whole article holds none of the query's terms. */
  readonly bm25: number;
  /** Share of what the query's words tell, 0…1, that the passage or its headline holds; 0 for a query without words. */
  readonly coverage: number;
}

/** A parsed query in the forms that the two rankers want. */
export interface RankerInput {
  readonly embedding: Embedding;
  readonly terms: readonly string[];
  /** Other names of what is asked for. */
  readonly synonyms?: readonly string[];
  /** Of the articles that are searched, as two-letter codes: words are looked up in all of them. */
  readonly languages?: readonly string[];
  /** Terms of the index that are made of a word of the query and another. */
  readonly compounds?: readonly string[];
  readonly filter: Filter;
  /** What must occur and what must not, when the query says so. */
  readonly operators?: QueryOperators | undefined;
  /** How many of the candidates matter, in the order of their scores; all of them when not given. */
  readonly depth?: number | undefined;
  /** Which of the two proposes candidates; hybrid, which is both, when not given. */
  readonly mode?: SearchMode;
}

export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** For each segment, "exact-scan" when the embedding of every passage that the filter allows was compared with the query. */
  readonly plan: readonly SegmentPlan[];
  /** How much of what the query's words tell its rarest word tells, 0…1: 1 for a single word, small for a long question. */
  readonly rarestShare: number;
  /** How many passages the filter allows. */
  readonly competing: number;
}

/** Adds up how long stages of a search take. */
export interface StageTimer {
  time<Result>(stage: "filter" | "ann" | "lexical" | "sentences", work: () => Result): Result;
  timeAsync<Result>(
    stage: "filter" | "ann" | "lexical" | "sentences",
    work: () => Promise<Result>,
  ): Promise<Result>;
}

export interface CandidateOptions {
  /** Up to how many allowed passages a segment is scanned rather than asked by HNSW; 10,000 when not given, 50,000 behind a filter. */
  readonly exactScanPassages?: number | undefined;
  /** Collects the time of each stage, when given. */
  readonly stopwatch?: StageTimer | undefined;
}

/** The terms of an index, as `indexTerms` makes them. */
export interface Vocabulary {
  /** In how many articles each term occurs. */
  articlesWith(terms: readonly string[]): Promise<readonly number[]>;
  /** Terms with the same first letter, and about as long: at least those that differ by so many letters at most. */
  termsLike(term: string, letters: number): Promise<readonly string[]>;
  /** The longer terms that begin with these letters, those of most articles first; at most `limit`. */
  termsBeginning(letters: string, limit: number): Promise<readonly string[]>;
}

/** An article of a story, and in which part of the index its first passage is. */
export type LocatedMember = StoryMember & Pick<PassageRef, "segment">;

/** A whole article and where its passages lie in its text. */
export interface ArticleOutline {
  readonly article: Article;
  /** In the order of the text. */
  readonly passages: readonly ({ readonly id: string } & Span)[];
}

/** Articles that a filter allows, and that what must occur and what must not leaves. */
export interface AllowedArticles extends Pick<RankerInput, "filter" | "operators" | "languages"> {}

/** Which articles are listed, and how. */
export interface Listing extends AllowedArticles {
  /** The latest first, or the earliest; by id where times are equal, and those without a time at the end. */
  readonly order: "date" | "oldest";
  /** Whether each story is listed once, by the article of it that comes first. */
  readonly onePerStory: boolean;
  readonly offset: number;
  readonly limit: number;
}

export interface ListedArticles {
  /** How many articles are allowed. */
  readonly articles: number;
  /** How many are listed on all pages. */
  readonly total: number;
  /** One page of them, each by its first passage. */
  readonly page: readonly PassageRef[];
}

/**
 * What a search asks of an index. Two engines implement it: a generation of segments, which is in this process, and
 * OpenSearch. Rankings are made above it, so both give the same answers. Reads never mutate. Every method rejects with a
 * `DatelineError`: `store-unreachable`, `store-throttled` or `store-forbidden` when the engine is elsewhere and cannot be
 * asked, `index-corrupt` when it holds something else than it should.
 */
export interface SearchIndex {
  readonly vocabulary: Vocabulary;
  /**
   * Unites what the nearest embeddings and BM25 propose; each candidate gets both scores. Each ranker contributes its best
   * `CANDIDATES_PER_RANKER` of the whole index.
   */
  findCandidates(input: RankerInput, options?: CandidateOptions): Promise<Candidates>;
  /** How many of the articles that a filter allows were published on days of a zone, both inclusive. */
  countPublished(
    filter: Filter,
    days: { readonly from: string; readonly to: string },
    timeZone: string,
  ): Promise<number>;
  /** For each in turn, as all that follow. */
  keysOf(passages: readonly PassageRef[]): Promise<readonly PassageKeys[]>;
  read(passages: readonly PassageRef[]): Promise<readonly IndexedPassage[]>;
  /** Every sentence of each passage in order, with offsets into the passage's text. */
  sentencesOf(
    passages: readonly PassageRef[],
    embedding: Embedding,
  ): Promise<readonly (readonly SentenceSimilarity[])[]>;
  /** The articles of stories, by the ids of these. */
  membersOf(storyIds: readonly string[]): Promise<ReadonlyMap<string, readonly LocatedMember[]>>;
  /**
   * Counts articles by each field, each once: those that are allowed, or those that some passages belong to. A value may
   * come several times, as parts of the index count it.
   *
   * @param timeZone in which months are, of the IANA database
   */
  countArticles(
    of: AllowedArticles | readonly PassageRef[],
    fields: readonly FacetField[],
    timeZone: string,
  ): Promise<ReadonlyMap<FacetField, readonly FacetCount[]>>;
  listArticles(listing: Listing): Promise<ListedArticles>;
  /** @returns undefined when there is no article with this id */
  readArticle(id: string): Promise<ArticleOutline | undefined>;
  /** Tells which passages are those of an article. */
  passagesOf(articleId: string): Promise<(passage: PassageRef) => boolean>;
}
