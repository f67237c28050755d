import type { RowRange } from "../ports/row-set.ts";
import type { Segment } from "../ports/segment.ts";
import type { SentenceSimilarity } from "../ports/sentence-table.ts";
import { askEach } from "../ports/unfetched.ts";
import type { VectorIndex } from "../ports/vector-index.ts";
import type { WordScores } from "../ports/word-index.ts";
import type { Embedding, SearchMode, SegmentPlan } from "../types.ts";
import { fuseScores, semanticWeightFor } from "./score-candidates.ts";

/** Number of articles whose embeddings are fetched for the first hits, and how many more for each further hit. */
const COMPARED_ARTICLES = 48;
const COMPARED_ARTICLES_PER_HIT = 2;
/** Number of hits for which the first number is enough. */
const FIRST_HITS = 10;
/** The farthest are compared too, because scores are relative to the least similar candidate. */
const COMPARED_FARTHEST = 6;
/** The article's share of a passage's similarity. */
const ARTICLE_SHARE = 0.4;

/** The candidates of one segment. */
export interface SegmentCandidates {
  readonly segment: Segment;
  readonly plan: SegmentPlan;
  readonly rows: readonly number[];
  readonly words: WordScores;
}

export interface ComparisonOptions {
  readonly embedding: Embedding;
  readonly mode: SearchMode;
  /** The rarest word's share of the weight of all words in the query. */
  readonly rarestShare: number;
  /** How many of the best candidates matter; defaults to all. */
  readonly depth?: number | undefined;
}

/**
 * Computes the similarities of the candidates of each segment. If embeddings are remote, compares only the candidates
 * that rank first by local estimates. The others keep an estimate, so that they are still counted and ranked.
 */
export function compareCandidates(
  segments: readonly SegmentCandidates[],
  options: ComparisonOptions,
): readonly (readonly number[])[] {
  const { embedding, depth } = options;
  const isElsewhere = segments.some(({ segment }) => segment.estimates !== null);
  if (!isElsewhere || depth === undefined) {
    return askEach(segments, (of) => compareRows(of, embedding, of.rows));
  }
  const estimated = segments.map((of) => estimate(of, embedding));
  const chosen = chooseArticles(segments, estimated, { ...options, depth });
  const rowsOf = segments.map(({ rows }, index) =>
    rows.filter((_, position) =>
      chosen.has(articleKey(index, estimated[index]?.articles[position] as number)),
    ),
  );
  const compared = askEach(segments, (of, index) => {
    const rows = rowsOf[index] as readonly number[];
    return new Map(compareRows(of, embedding, rows).map((found, at) => [rows[at] as number, found]));
  });
  const shift = meanDifference(segments, estimated, compared);
  return segments.map(({ rows }, index) =>
    rows.map((row, position) => {
      const guess = (estimated[index] as Estimated).similarities[position] as number;
      return compared[index]?.get(row) ?? guess + shift;
    }),
  );
}

/** A segment without candidates need not load its embeddings. */
function compareRows(
  of: SegmentCandidates,
  embedding: Embedding,
  rows: readonly number[],
): readonly number[] {
  return rows.length === 0 ? [] : comparePassages(of, embedding, rows);
}

interface Estimated {
  /** For each row, the first row of its article. */
  readonly articles: readonly number[];
  readonly similarities: readonly number[];
}

/** In the form of `comparePassages`, for passages without sentences. */
function estimate({ segment, rows }: SegmentCandidates, embedding: Embedding): Estimated {
  const ranges = segment.passages.articleRanges(rows);
  const { estimates } = segment;
  const ofRows = estimates?.similarities(embedding, rows) ?? segment.exact.similarities(embedding, rows);
  const means = new Map<number, number>();
  const meanOf = (first: number, end: number) => {
    const all = Array.from({ length: end - first }, (_, ordinal) => first + ordinal);
    const similarities =
      estimates?.similarities(embedding, all) ?? segment.exact.similarities(embedding, all);
    return similarities.reduce((sum, similarity) => sum + similarity, 0) / all.length;
  };
  const similarities = ranges.map(({ first, end }, index) => {
    const mean = means.get(first) ?? meanOf(first, end);
    means.set(first, mean);
    return blendSimilarity(ofRows[index] as number, Number.NEGATIVE_INFINITY, mean);
  });
  return { articles: ranges.map(({ first }) => first), similarities };
}

/** The articles of the candidates that may rank first, and of the farthest. */
function chooseArticles(
  segments: readonly SegmentCandidates[],
  estimated: readonly Estimated[],
  { mode, rarestShare, depth }: ComparisonOptions & { readonly depth: number },
): ReadonlySet<string> {
  const candidates = segments.flatMap(({ rows, words }, segment) => {
    const bm25 = words.of(rows);
    return rows.map((row, position) => ({
      segment,
      row,
      article: articleKey(segment, estimated[segment]?.articles[position] as number),
      similarity: estimated[segment]?.similarities[position] as number,
      bm25: bm25[position] as number,
      coverage: 0,
    }));
  });
  const weight = mode === "hybrid" ? semanticWeightFor(rarestShare) : Number(mode === "semantic");
  const wanted = COMPARED_ARTICLES + COMPARED_ARTICLES_PER_HIT * Math.max(0, depth - FIRST_HITS);
  const articles = new Set<string>();
  const articleOf = new Map(
    candidates.map(({ segment, row, article }) => [articleKey(segment, row), article]),
  );
  for (const { segment, row } of fuseScores(candidates, weight)) {
    if (articles.size >= wanted) break;
    articles.add(articleOf.get(articleKey(segment, row)) as string);
  }
  const farthest = candidates.toSorted((a, b) => a.similarity - b.similarity).slice(0, COMPARED_FARTHEST);
  for (const { article } of farthest) articles.add(article);
  return articles;
}

function articleKey(segment: number, row: number): string {
  return `${segment}:${row}`;
}

/**
 * How much similarities exceed estimates on average. Estimates omit the best sentence, which is more similar than its
 * passage.
 */
function meanDifference(
  segments: readonly SegmentCandidates[],
  estimated: readonly Estimated[],
  compared: readonly ReadonlyMap<number, number>[],
): number {
  const differences = segments.flatMap(({ rows }, index) =>
    rows.flatMap((row, position) => {
      const similarity = compared[index]?.get(row);
      return similarity === undefined
        ? []
        : similarity - (estimated[index]?.similarities[position] as number);
    }),
  );
  return differences.reduce((sum, difference) => sum + difference, 0) / Math.max(1, differences.length);
}

/**
 * Computes how similar passages of a segment are to the query. Three fifths come from the passage: the mean of its
 * similarity, which includes the context, and that of its best sentence, which other sentences do not dilute. The rest
 * is the mean over all passages of the article, because an article about the subject is a better source than one that
 * mentions it once. docs/decisions/0006-retrieval-quality.md has the figures.
 */
function comparePassages(
  { segment, plan }: { readonly segment: Segment; readonly plan: SegmentPlan },
  embedding: Embedding,
  rows: readonly number[],
): readonly number[] {
  // After a scan, all embeddings are in memory.
  const vectors = plan === "exact-scan" ? segment.exact : segment.approximate;
  const ranges = segment.passages.articleRanges(rows);
  // Run both even if one is missing parts, so that all parts are fetched at once.
  const [nearest, articles] = askEach(
    [
      () => segment.sentences.nearest(embedding, rows),
      () => compareArticles(ranges, { vectors, embedding }),
    ] as const,
    (compare) => compare(),
  ) as [Float64Array, ReadonlyMap<number, ArticleSimilarity>];
  return ranges.map(({ first }, index) => {
    const { ofPassages, mean } = articles.get(first) as ArticleSimilarity;
    const ofPassage = ofPassages[(rows[index] as number) - first] as number;
    return blendSimilarity(ofPassage, nearest[index] as number, mean);
  });
}

/**
 * @param nearestSentence similarity of the nearest sentence; -Infinity when there is none
 * @param mean of the similarities of all passages of its article
 */
export function blendSimilarity(ofPassage: number, nearestSentence: number, mean: number): number {
  const own = nearestSentence === Number.NEGATIVE_INFINITY ? ofPassage : (ofPassage + nearestSentence) / 2;
  return (1 - ARTICLE_SHARE) * own + ARTICLE_SHARE * mean;
}

/** @returns -Infinity when there is none */
export function nearestOf(sentences: readonly SentenceSimilarity[]): number {
  return Math.max(...sentences.map(({ similarity }) => similarity));
}

interface ArticleSimilarity {
  /** Of each of its passages. */
  readonly ofPassages: Float32Array;
  readonly mean: number;
}

/** Compares all passages of each article once, by its first row. */
function compareArticles(
  ranges: readonly RowRange[],
  { vectors, embedding }: { readonly vectors: VectorIndex; readonly embedding: Embedding },
): ReadonlyMap<number, ArticleSimilarity> {
  const distinct = [...new Map(ranges.map((range) => [range.first, range])).values()];
  const rows = distinct.flatMap(({ first, end }) =>
    Array.from({ length: end - first }, (_, at) => first + at),
  );
  const similarities = vectors.similarities(embedding, rows);
  let at = 0;
  return new Map(
    distinct.map(({ first, end }) => {
      const ofPassages = similarities.subarray(at, at + end - first);
      at += end - first;
      const mean = ofPassages.reduce((sum, similarity) => sum + similarity, 0) / ofPassages.length;
      return [first, { ofPassages, mean }];
    }),
  );
}
