import { confidenceOf } from "../search/confidence.ts";
import type { ModeCalibration, ScoreParts } from "../types.ts";

/** A query with the figures of its best hits, and whether one of them answers. */
export interface Example {
  readonly isAnswered: boolean;
  readonly hits: readonly Pick<ScoreParts, "similarity" | "coverage">[];
  /** Number of passages that competed. */
  readonly competing: number;
}

/**
 * Examples of one judged set. Every set has the same weight, as do its answerable and unanswerable queries.
 */
export interface ExampleSet {
  readonly name: string;
  readonly examples: readonly Example[];
}

/** The result of a fit: a calibration without its floor. */
export type Weights = Omit<ModeCalibration, "floor">;

export interface FitOptions {
  /** Hits by meaning alone have no coverage. */
  readonly usesWords: boolean;
}

/**
 * Regularisation target for the weight of passages. It was measured on corpora of 4 to 1,900 passages, and
 * sets of one size cannot determine it.
 */
const USUAL_PASSAGES_WEIGHT = -1.8;
const ROUNDS = 8;
const STEPS = 2_000;
const RATE = 0.5;
const PENALTY = 0.002;
const PASSAGES_PENALTY = 0.2;

/**
 * Logistic regression on the hit of each query that the function itself rates highest, refitted as that
 * choice changes.
 *
 * @returns initial weights when there is nothing to learn from
 */
export function fitCalibration(sets: readonly ExampleSet[], { usesWords }: FitOptions): Weights {
  let weights: Weights = {
    intercept: 0,
    similarity: 10,
    coverage: usesWords ? 5 : 0,
    passages: USUAL_PASSAGES_WEIGHT,
  };
  const weighed = sets.flatMap(({ examples }) => weigh(examples, sets.length));
  for (let round = 0; round < ROUNDS; round++) {
    const chosen = weighed.map(({ example, weight }) => ({
      hit: surestHit(example, weights),
      crowd: Math.sqrt(Math.log(1 + example.competing)),
      target: example.isAnswered ? 1 : 0,
      weight,
    }));
    weights = descend(chosen, weights, usesWords);
  }
  return weights;
}

/** The highest confidence among a query's hits, 0…1; 0 without a hit. */
export function surestOf({ hits, competing }: Example, weights: Weights): number {
  const whole = { ...weights, floor: 0 };
  return hits.reduce((most, hit) => Math.max(most, confidenceOf(hit, whole, competing)), 0);
}

type Hit = Example["hits"][number];

interface Chosen {
  readonly hit: Hit;
  /** The factor of the passages weight, see `confidenceOf`. */
  readonly crowd: number;
  readonly target: number;
  readonly weight: number;
}

function weigh(examples: readonly Example[], sets: number) {
  const withHits = examples.filter(({ hits }) => hits.length > 0);
  const answered = withHits.filter(({ isAnswered }) => isAnswered).length;
  return withHits.map((example) => {
    const ofItsKind = example.isAnswered ? answered : withHits.length - answered;
    return { example, weight: 0.5 / (ofItsKind * sets) };
  });
}

function surestHit({ hits }: Example, { similarity, coverage }: Weights): Hit {
  const evidence = (hit: Hit) => similarity * hit.similarity + coverage * hit.coverage;
  return hits.reduce((most, hit) => (evidence(hit) > evidence(most) ? hit : most));
}

function descend(chosen: readonly Chosen[], start: Weights, usesWords: boolean): Weights {
  let { intercept, similarity, coverage, passages } = start;
  for (let step = 0; step < STEPS; step++) {
    let ofIntercept = 0;
    let ofSimilarity = PENALTY * similarity;
    let ofCoverage = PENALTY * coverage;
    let ofPassages = PASSAGES_PENALTY * (passages - USUAL_PASSAGES_WEIGHT);
    for (const { hit, crowd, target, weight } of chosen) {
      const evidence = intercept + similarity * hit.similarity + coverage * hit.coverage + passages * crowd;
      const error = weight * (1 / (1 + Math.exp(-evidence)) - target);
      ofIntercept += error;
      ofSimilarity += error * hit.similarity;
      ofCoverage += error * hit.coverage;
      ofPassages += error * crowd;
    }
    intercept -= 4 * RATE * ofIntercept;
    // Higher similarity or coverage must never lower the confidence, whatever a small set suggests.
    similarity = Math.max(0, similarity - 40 * RATE * ofSimilarity);
    passages -= RATE * ofPassages;
    if (usesWords) coverage = Math.max(0, coverage - 40 * RATE * ofCoverage);
  }
  return { intercept, similarity, coverage, passages };
}
