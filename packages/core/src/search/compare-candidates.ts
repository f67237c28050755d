import type { Segment } from "../ports/segment.ts";
import { askEach } from "../ports/unfetched.ts";
import type { WordScores } from "../ports/word-index.ts";
import type { Embedding, SearchMode, SegmentPlan } from "../types.ts";
import { blendSimilarity, comparePassages } from "./compare-passages.ts";
import { fuseScores, semanticWeightFor } from "./fuse-scores.ts";

/** Number of articles whose embeddings are fetched for the first hits, and how many more for each further hit. */
const COMPARED_ARTICLES = 48;
const COMPARED_ARTICLES_PER_HIT = 2;
/** Number of hits for which the first number is enough. */
const FIRST_HITS = 10;
/** The farthest are compared too, because scores are relative to the least similar candidate. */
const COMPARED_FARTHEST = 6;

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
 * Similarities of the candidates of each segment. If embeddings are remote, compares only candidates that may
 * rank first according to the local data. The others keep an estimate, so that they are counted and ranked
 * after these.
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

/** The same form as from `comparePassages`, for passages without sentences. */
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

/** The articles of the candidates that may rank first, and those of the farthest. */
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
 * By how much similarities exceed estimates: a passage's best sentence, which is not estimated, is more similar
 * than the passage.
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
