import type { Candidate } from "../ports/search-index.ts";
import type { Calibration, ModeCalibration, Query } from "../types.ts";
import type { ScoredCandidate } from "./fuse-scores.ts";

/**
 * In order of time, every hit stands for itself and has to pass the floor. By relevance the best has to, and what comes after
 * it needs this share of the floor: answers are also found behind the one that is surest.
 */
const SHARE_BEHIND_THE_BEST = 0.25;

/** In order of time without a floor, candidates with less than this share of the best score would be noise in front of answers. */
const MIN_SHARE_BY_DATE = 0.5;

/**
 * Coverage that the best answer to a query by words alone has to have. Pairs of characters across words are in no article, so
 * it is small: docs/decisions/0024-languages.md has the figures.
 */
const LEAST_COVERAGE = 0.12;

export interface FloorOptions {
  readonly query: Pick<Query, "mode" | "sort" | "minConfidence" | "minSimilarity" | "operators">;
  /** Of the model that the similarities are of; `null` for a model that was not calibrated. */
  readonly calibration: Calibration | null;
  /** How many passages competed. */
  readonly competing: number;
}

export interface AnswersAndConfidence {
  /** What passes the floor, in the order given. */
  readonly passing: readonly ScoredCandidate[];
  /** Of the surest candidate, 0…1; `null` without a calibration. */
  readonly confidence: number | null;
}

/**
 * Keeps the candidates that can be answers. Scores cannot tell: they are relative to the best candidate, which every query
 * has. docs/decisions/0015-abstention.md says how the floor was found.
 *
 * @param ranked best first
 */
export function applyFloor(
  ranked: readonly ScoredCandidate[],
  { query, calibration, competing }: FloorOptions,
): AnswersAndConfidence {
  const near = ranked.filter(({ similarity }) => similarity >= (query.minSimilarity ?? -1));
  // A phrase that must occur says itself what an answer is: an article that has it is none by chance.
  const hasPhrase = query.minConfidence === null && (query.operators?.phrases.length ?? 0) > 0;
  if (calibration === null)
    return { passing: hasPhrase ? near : withoutFloor(near, query), confidence: null };
  const ofMode = calibration[query.mode];
  const sure = near.map((candidate) => ({
    candidate,
    confidence: confidenceOf(candidate, ofMode, competing),
  }));
  const best = sure.reduce((most, { confidence }) => Math.max(most, confidence), 0);
  if (hasPhrase) return { passing: near, confidence: best };
  const floor = query.minConfidence ?? ofMode.floor;
  if (floor === 0) return { passing: withoutFloor(near, query), confidence: best };
  const least = query.sort === "relevance" ? SHARE_BEHIND_THE_BEST * floor : floor;
  const passing = best < floor ? [] : sure.filter(({ confidence }) => confidence >= least);
  return { passing: passing.map(({ candidate }) => candidate), confidence: best };
}

/**
 * Keeps the candidates that can be answers to a query of which the model can make nothing. Without similarities there is no
 * measure of confidence, so an answer has to have a share of what the query's words tell, unless the query wants no floor
 * or names a phrase. Other bounds that it sets on confidence and similarity do not hold: they are of what is not known here.
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
 * The chance that a passage answers a query, 0…1: logistic regression on its similarity and on the share of the query's words
 * that it has. The more passages compete, the nearer the nearest is by chance: the maximum of n normally distributed values
 * grows with the square root of log n.
 *
 * @param competing how many passages the query's filter allows
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
