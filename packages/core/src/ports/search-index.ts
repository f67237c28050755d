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

/**
 * Identifies a passage within an index. Only the index interprets the numbers, which also break ties between
 * equal scores.
 */
export interface PassageRef {
  /** Position of its segment in the generation. */
  readonly segment: number;
  readonly row: number;
}

/** A passage that may become a hit, with the scores of each ranker. */
export interface Candidate extends PassageRef {
  /** Similarity to the query, −1…1, computed from cosines by `blendSimilarity`. */
  readonly similarity: number;
  /**
   * BM25 of the article and of the passage in it; 0 when the whole article contains none of the query's
   * terms.
   */
  readonly bm25: number;
  /**
   * Share of the query's words, weighted by rarity, 0…1, that the passage or its headline contains; 0 for a
   * query without words.
   */
  readonly coverage: number;
}

/** A parsed query in the forms that the rankers need. */
export interface RankerInput {
  readonly embedding: Embedding;
  readonly terms: readonly string[];
  /** Synonyms of the query's terms. */
  readonly synonyms?: readonly string[];
  /** Languages of the searched articles, as two-letter codes. Words are looked up in each of them. */
  readonly languages?: readonly string[];
  /** Compounds in the index that contain a word of the query. */
  readonly compounds?: readonly string[];
  readonly filter: Filter;
  /** Required and excluded words and phrases, if the query has any. */
  readonly operators?: QueryOperators | undefined;
  /** Number of top-ranked candidates that need exact scores; defaults to all. */
  readonly depth?: number | undefined;
  /** The ranker that proposes candidates; defaults to `hybrid`, which means both. */
  readonly mode?: SearchMode;
}

export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** For each segment, how its nearest passages were found. "exact-scan" compares every allowed passage. */
  readonly plan: readonly SegmentPlan[];
  /**
   * The rarest word's share of the query's total weight, 0…1: 1 for a single word, small for a long question.
   */
  readonly rarestShare: number;
  /** Number of passages that the filter allows. */
  readonly competing: number;
}

/** Sums the durations of the stages of a search. */
export interface StageTimer {
  time<Result>(stage: "filter" | "ann" | "lexical" | "sentences", work: () => Result): Result;
  timeAsync<Result>(
    stage: "filter" | "ann" | "lexical" | "sentences",
    work: () => Promise<Result>,
  ): Promise<Result>;
}

export interface CandidateOptions {
  /**
   * Maximum number of allowed passages for which a segment is scanned instead of queried by HNSW; default
   * 10,000, or 50,000 with a filter.
   */
  readonly exactScanPassages?: number | undefined;
  /** Collects the time of each stage, if given. */
  readonly stopwatch?: StageTimer | undefined;
}

/** The terms of an index, as `indexTerms` makes them. */
export interface Vocabulary {
  /** Number of articles in which each term occurs. */
  articlesWith(terms: readonly string[]): Promise<readonly number[]>;
  /** Terms with the same first letter and similar length. Includes all within this edit distance. */
  termsLike(term: string, letters: number): Promise<readonly string[]>;
  /** Longer terms that begin with these letters, most frequent first; at most `limit`. */
  termsBeginning(letters: string, limit: number): Promise<readonly string[]>;
  /** Terms that end with these letters after at least three others, most frequent first; at most `limit`. */
  termsEnding(letters: string, limit: number): Promise<readonly string[]>;
}

/** An article of a story, and the segment of its first passage. */
export type LocatedMember = StoryMember & Pick<PassageRef, "segment">;

/** A whole article and the positions of its passages in its text. */
export interface ArticleOutline {
  readonly article: Article;
  /** In the order of the text. */
  readonly passages: readonly ({ readonly id: string } & Span)[];
}

/** Articles that match a filter and the query operators. */
export interface AllowedArticles extends Pick<RankerInput, "filter" | "operators" | "languages"> {}

/** The articles to list, and their order. */
export interface Listing extends AllowedArticles {
  /** Latest or earliest first; equal times ordered by id, articles without a time last. */
  readonly order: "date" | "oldest";
  /** Lists each story once, by its first article in this order. */
  readonly onePerStory: boolean;
  readonly offset: number;
  readonly limit: number;
}

export interface ListedArticles {
  /** Number of allowed articles. */
  readonly articles: number;
  /** Number of articles listed on all pages. */
  readonly total: number;
  /** One page, each article by its first passage. */
  readonly page: readonly PassageRef[];
}

/**
 * Queries on an index. The implementations are a generation of segments in this process, and OpenSearch. Ranking
 * happens above this port, so both give the same answers. Reads never mutate. Every method rejects with a
 * `DatelineError`: `store-unreachable`, `store-throttled` or `store-forbidden` when a remote engine cannot be
 * queried, `index-corrupt` when its data is wrong.
 */
export interface SearchIndex {
  readonly vocabulary: Vocabulary;
  /**
   * Combines the candidates by embeddings and by BM25, each with both scores. Each ranker contributes its best
   * `CANDIDATES_PER_RANKER` of the whole index.
   */
  findCandidates(input: RankerInput, options?: CandidateOptions): Promise<Candidates>;
  /**
   * Counts the articles that match the filter and were published from one day to another, both inclusive, in a
   * time zone.
   */
  countPublished(
    filter: Filter,
    days: { readonly from: string; readonly to: string },
    timeZone: string,
  ): Promise<number>;
  /** Returns keys in the order of the passages, as `read` and `sentencesOf` do. */
  keysOf(passages: readonly PassageRef[]): Promise<readonly PassageKeys[]>;
  read(passages: readonly PassageRef[]): Promise<readonly IndexedPassage[]>;
  /** Every sentence of each passage in order, with offsets into the passage's text. */
  sentencesOf(
    passages: readonly PassageRef[],
    embedding: Embedding,
  ): Promise<readonly (readonly SentenceSimilarity[])[]>;
  /** The articles of stories, by story id. */
  membersOf(storyIds: readonly string[]): Promise<ReadonlyMap<string, readonly LocatedMember[]>>;
  /**
   * Counts articles by each field: the allowed ones, or those of the given passages, each once. A value may
   * appear several times, once per part of the index.
   *
   * @param timeZone IANA zone that determines months
   */
  countArticles(
    of: AllowedArticles | readonly PassageRef[],
    fields: readonly FacetField[],
    timeZone: string,
  ): Promise<ReadonlyMap<FacetField, readonly FacetCount[]>>;
  listArticles(listing: Listing): Promise<ListedArticles>;
  /** @returns `undefined` if no article has this id */
  readArticle(id: string): Promise<ArticleOutline | undefined>;
  /** Returns a test for the passages of an article. */
  passagesOf(articleId: string): Promise<(passage: PassageRef) => boolean>;
}
