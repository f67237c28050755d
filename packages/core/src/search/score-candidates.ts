import type { Candidate } from "../ports/search-index.ts";
import type { Calibration, ModeCalibration, Query, ScoreParts } from "../types.ts";

/**
 * Weight of the embeddings in the score; the rest is BM25. A convex sum ranked better than reciprocal rank
 * fusion on every judged set here, as in Bruch, Gai and Ingber 2023 (https://arxiv.org/abs/2210.11934). The
 * value is the middle of the best range for passages with sentence embeddings:
 * docs/decisions/0005-ranking.md.
 */
export const SEMANTIC_WEIGHT = 0.6;

/** With one rare word, words outweigh meaning. */
const LEAST_SEMANTIC_WEIGHT = 0.4;
/**
 * Sorted by time, every hit must reach the floor. Sorted by relevance, the best must reach it, and the others need this
 * share of it, because answers also follow the most confident one.
 */
const SHARE_BEHIND_THE_BEST = 0.25;
/**
 * Sorted by time without a floor, candidates below this share of the best score are dropped. They would be noise ahead
 * of answers.
 */
const MIN_SHARE_BY_DATE = 0.5;
/**
 * Minimum coverage of the best answer to a query by words alone. It is low because no article contains the character
 * pairs that cross words: docs/decisions/0024-languages.md has the figures.
 */
const LEAST_COVERAGE = 0.12;

/**
 * The semantic weight for one query. The more its rarest word dominates, the less a model understands the query, and
 * the likelier the reader wants that word. An article with a rare name must not lose to one that is vaguely similar.
 *
 * @param rarestShare the rarest word's share of the query's total weight, 0…1
 */
export function semanticWeightFor(rarestShare: number): number {
  return Math.min(SEMANTIC_WEIGHT, Math.max(LEAST_SEMANTIC_WEIGHT, 1 - rarestShare));
}

export interface ScoredCandidate extends Candidate {
  readonly score: number;
  readonly parts: ScoreParts;
}

/**
 * Ranks candidates by the convex sum of their min-max normalised scores, best first; ties by segment and row.
 * The minimum of BM25 is 0, the score of a passage with none of the words.
 */
export function fuseScores(
  candidates: readonly Candidate[],
  semanticWeight = SEMANTIC_WEIGHT,
): readonly ScoredCandidate[] {
  const similarities = candidates.map(({ similarity }) => similarity);
  const lowest = Math.min(...similarities);
  const similarityRange = Math.max(...similarities) - lowest;
  // A single candidate is the nearest. Similarity 0 means that the query's meaning is unknown.
  const alone = lowest === 0 ? 0 : 1;
  const highestBm25 = Math.max(...candidates.map(({ bm25 }) => bm25));
  return candidates
    .map((candidate) => {
      const semantic = similarityRange === 0 ? alone : (candidate.similarity - lowest) / similarityRange;
      const lexical = highestBm25 === 0 ? 0 : candidate.bm25 / highestBm25;
      const score = semanticWeight * semantic + (1 - semanticWeight) * lexical;
      const { segment, row, similarity, bm25, coverage } = candidate;
      const parts = { semantic, lexical, similarity, coverage, recency: null, reranker: null };
      // Field by field, because spreading some four hundred candidates takes several times as long.
      return { segment, row, similarity, bm25, coverage, score, parts };
    })
    .sort(byScore);
}

/** Best first; ties by segment and row. */
export function byScore(a: ScoredCandidate, b: ScoredCandidate): number {
  return b.score - a.score || a.segment - b.segment || a.row - b.row;
}

export interface FloorOptions {
  readonly query: Pick<Query, "mode" | "sort" | "minConfidence" | "minSimilarity" | "operators">;
  /** Calibration of the model; `null` for an uncalibrated model. */
  readonly calibration: Calibration | null;
  /** Number of passages that competed. */
  readonly competing: number;
  /** Whether the query is a whole text, whose words were not looked up. */
  readonly isText?: boolean | undefined;
}

export interface AnswersAndConfidence {
  /** Candidates that pass the floor, in the given order. */
  readonly passing: readonly ScoredCandidate[];
  /** Confidence of the most confident candidate, 0…1; `null` without a calibration. */
  readonly confidence: number | null;
}

/**
 * Keeps the candidates that may be answers. Scores cannot decide this, because they are relative to the best
 * candidate, which every query has. docs/decisions/0015-abstention.md explains how the floor was found.
 *
 * @param ranked best first
 */
export function applyFloor(
  ranked: readonly ScoredCandidate[],
  { query, calibration, competing, isText = false }: FloorOptions,
): AnswersAndConfidence {
  const near = ranked.filter(({ similarity }) => similarity >= (query.minSimilarity ?? -1));
  const isDefined = isDefinedByPhrases(query);
  if (calibration === null)
    return { passing: isDefined ? near : withoutFloor(near, query), confidence: null };
  const ofMode = isText ? (calibration.text ?? calibration.semantic) : calibration[query.mode];
  const sure = near.map((candidate) => ({
    candidate,
    confidence: confidenceOf(candidate, ofMode, competing),
  }));
  const best = sure.reduce((most, { confidence }) => Math.max(most, confidence), 0);
  if (isDefined) return { passing: near, confidence: best };
  const floor = query.minConfidence ?? ofMode.floor;
  if (floor === 0) return { passing: withoutFloor(near, query), confidence: best };
  const least = query.sort === "relevance" ? SHARE_BEHIND_THE_BEST * floor : floor;
  const passing = best < floor ? [] : sure.filter(({ confidence }) => confidence >= least);
  return { passing: passing.map(({ candidate }) => candidate), confidence: best };
}

/**
 * Whether required phrases alone define the answers, because no article contains them by chance. False for a query with
 * its own floor.
 */
export function isDefinedByPhrases({
  minConfidence,
  operators,
}: Pick<Query, "minConfidence" | "operators">): boolean {
  return minConfidence === null && (operators?.phrases.length ?? 0) > 0;
}

/**
 * Keeps the candidates that may answer a query that the model does not understand. Without similarities there is no
 * confidence, so the best answer must cover a share of the query's words, weighted by rarity, unless the query disables
 * the floor or has a phrase. Other thresholds on confidence and similarity do not apply.
 *
 * @param ranked best first
 */
export function applyFloorOfWords(
  ranked: readonly ScoredCandidate[],
  query: Pick<Query, "sort" | "minConfidence" | "operators">,
): AnswersAndConfidence {
  const best = ranked.reduce((most, { coverage }) => Math.max(most, coverage), 0);
  const hasFloor = query.minConfidence !== 0 && (query.operators?.phrases.length ?? 0) === 0;
  const passing = hasFloor && best < LEAST_COVERAGE ? [] : withoutFloor(ranked, query);
  return { passing, confidence: null };
}

/**
 * Probability that a passage answers a query, 0…1: logistic regression on its similarity and coverage. The more
 * passages compete, the nearer the nearest is by chance. The maximum of n normally distributed values grows with the
 * square root of log n.
 *
 * @param competing number of passages that the query's filter allows
 */
export function confidenceOf(
  { similarity, coverage }: Pick<Candidate, "similarity" | "coverage">,
  weights: ModeCalibration,
  competing: number,
): number {
  const evidence =
    weights.intercept +
    weights.similarity * similarity +
    weights.coverage * coverage +
    weights.passages * Math.sqrt(Math.log(1 + competing));
  return 1 / (1 + Math.exp(-evidence));
}

function withoutFloor(
  ranked: readonly ScoredCandidate[],
  { sort }: Pick<Query, "sort">,
): readonly ScoredCandidate[] {
  if (sort === "relevance") return ranked;
  const lowest = MIN_SHARE_BY_DATE * (ranked[0]?.score ?? 0);
  return ranked.filter(({ score }) => score >= lowest);
}
