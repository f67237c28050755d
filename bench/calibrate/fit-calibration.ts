import type { ModeCalibration, ScoreParts } from "@dateline-search/core/types";

/** A query, what is known of its best hits, and whether one of them answers. */
export interface Example {
  readonly isAnswered: boolean;
  readonly hits: readonly Pick<ScoreParts, "similarity" | "coverage">[];
}

export interface FitOptions {
  /** How many passages the queries chose from. */
  readonly competing: number;
  readonly usesWords: boolean;
}

/** Measured over corpora of 4 to 1,900 passages; one corpus alone cannot tell it. */
const PASSAGES_WEIGHT = -1.8;
const ROUNDS = 8;
const STEPS = 4_000;
const RATE = 0.5;
const PENALTY = 0.002;

/**
 * Logistic regression on the hit of each query that the function itself rates highest, refitted as the choice changes.
 * Answered and unanswered queries weigh the same.
 */
export function fitCalibration(
  examples: readonly Example[],
  { competing, usesWords }: FitOptions,
): Omit<ModeCalibration, "floor"> {
  const offset = PASSAGES_WEIGHT * Math.sqrt(Math.log(1 + competing));
  const withHits = examples.filter(({ hits }) => hits.length > 0);
  let weights = [0, 10, usesWords ? 5 : 0] as Weights;
  for (let round = 0; round < ROUNDS; round++) {
    const chosen = withHits.map(({ hits, isAnswered }) => ({ hit: best(hits, weights), isAnswered }));
    weights = descend(chosen, { weights, offset, usesWords });
  }
  const [intercept, similarity, coverage] = weights;
  return { intercept, similarity, coverage, passages: PASSAGES_WEIGHT };
}

type Weights = readonly [intercept: number, similarity: number, coverage: number];
type Hit = Example["hits"][number];

function evidence({ similarity, coverage }: Hit, [intercept, ofSimilarity, ofCoverage]: Weights): number {
  return intercept + ofSimilarity * similarity + ofCoverage * coverage;
}

function best(hits: readonly Hit[], weights: Weights): Hit {
  return hits.reduce((most, hit) => (evidence(hit, weights) > evidence(most, weights) ? hit : most));
}

interface DescentOptions {
  readonly weights: Weights;
  readonly offset: number;
  readonly usesWords: boolean;
}

function descend(
  chosen: readonly { readonly hit: Hit; readonly isAnswered: boolean }[],
  { weights, offset, usesWords }: DescentOptions,
): Weights {
  const answered = chosen.filter(({ isAnswered }) => isAnswered).length;
  const weightOf = (isAnswered: boolean) =>
    0.5 / Math.max(1, isAnswered ? answered : chosen.length - answered);
  let [intercept, similarity, coverage] = weights;
  for (let step = 0; step < STEPS; step++) {
    const gradient = [0, PENALTY * similarity, PENALTY * coverage] as [number, number, number];
    for (const { hit, isAnswered } of chosen) {
      const chance = 1 / (1 + Math.exp(-offset - evidence(hit, [intercept, similarity, coverage])));
      const error = weightOf(isAnswered) * (chance - (isAnswered ? 1 : 0));
      gradient[0] += error;
      gradient[1] += error * hit.similarity;
      gradient[2] += error * hit.coverage;
    }
    intercept -= 4 * RATE * gradient[0];
    similarity -= 40 * RATE * gradient[1];
    if (usesWords) coverage -= 40 * RATE * gradient[2];
  }
  return [intercept, similarity, coverage];
}
