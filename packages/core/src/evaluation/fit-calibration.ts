import { confidenceOf } from "../search/score-candidates.ts";
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
  /** False for whole texts, whose words are not looked up. */
  readonly usesWords: boolean;
}

/**
 * The goals of a floor: the share of answerable queries that must keep their answer, and the share of the
 * others that must get none.
 */
export const LEAST_KEPT = 0.98;
export const LEAST_REFUSED = 0.95;

/** Candidate weights of coverage, relative to similarity. */
const COVERAGE_SHARES: readonly number[] = Array.from({ length: 21 }, (_, index) => index / 20);
/** Candidate weights of the number of passages, relative to similarity: see `confidenceOf`. */
const PASSAGES_SHARES: readonly number[] = Array.from({ length: 31 }, (_, index) => index / 100);
/**
 * Fitted on sets of 4 to 1,900 passages. Sets of one size cannot determine it, so other values must gain by
 * it.
 */
const USUAL_PASSAGES_SHARE = 0.12;
const LEAST_GAIN = 0.05;
/** Keeps the slope finite if the queries can be separated without an error. */
const PENALTY = 0.0001;
const NEWTON_STEPS = 50;
/** Standard deviation of the default model's similarities. The numbers above apply to it. */
const USUAL_SPREAD = 0.18;

/** Number of answers that each set may lose, even if that exceeds 2 %. Prefers none. */
export const OUTLIERS = [0, 1] as const;

/**
 * Fits in two steps. First chooses the direction, that is, the weights of coverage and of the number of
 * passages relative to similarity, in which a single floor separates all sets best: with the widest distance
 * from the confidence that refuses 95 % of the unanswerable queries of every set to the one that keeps 98 %
 * of the answers of every set. If no direction suits all sets, each set may lose one answer, since in a small
 * set a single question that no measure understands would decide everything. Then logistic regression on the
 * hit of each query that is farthest in this direction converts the distance to a probability.
 *
 * @returns a slope that fits no model if there is nothing to learn from
 */
export function fitCalibration(sets: readonly ExampleSet[], options: FitOptions): Weights {
  const unit = unitOf(sets);
  const scaled = sets.map((set) => ({
    ...set,
    examples: set.examples.map((example) => inUnits(example, unit)),
  }));
  const weights = fitScaled(scaled, options);
  return { ...weights, similarity: weights.similarity / unit };
}

/**
 * Divisor for a model's similarities, so that the same steps suit all models. Those of E5 lie in a band a
 * quarter as wide as MiniLM's. A power of four, so that other queries to the same model do not change the
 * steps.
 */
function unitOf(sets: readonly ExampleSet[]): number {
  const spreads = sets.flatMap(({ examples }) => {
    const nearest = examples.filter(({ hits }) => hits.length > 0).map((example) => farthest(example, 0));
    return nearest.length === 0 ? [] : [deviationOf(nearest)];
  });
  const spread = meanOf(spreads);
  return spread > 0 ? 4 ** Math.round(Math.log2(spread / USUAL_SPREAD) / 2) : 1;
}

function inUnits(example: Example, unit: number): Example {
  const hits = example.hits.map((hit) => ({ ...hit, similarity: hit.similarity / unit }));
  return { ...example, hits };
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function fitScaled(sets: readonly ExampleSet[], { usesWords }: FitOptions): Weights {
  const shares = usesWords ? COVERAGE_SHARES : [0];
  const directions = OUTLIERS.map((outliers) =>
    widest(shares.map((coverage) => widestOf(sets, { coverage, outliers }))),
  );
  const best = directions.find(({ margin }) => margin > 0) ?? (directions[0] as ServingDirection);
  const { intercept, slope } = fitLogistic(
    sets.flatMap(({ examples }) => weigh(examples, sets.length, best)),
  );
  return {
    intercept,
    similarity: slope,
    coverage: slope * best.coverage,
    passages: -slope * best.passages,
  };
}

/** The highest confidence of a query's hits, 0…1; 0 without a hit. */
export function surestOf({ hits, competing }: Example, weights: Weights): number {
  const whole = { ...weights, floor: 0 };
  return hits.reduce((most, hit) => Math.max(most, confidenceOf(hit, whole, competing)), 0);
}

/** Weights relative to similarity, whose weight is 1. */
interface Direction {
  readonly coverage: number;
  readonly passages: number;
}

/**
 * Bounds of a floor for one set, on the scale of similarity, before subtracting for the number of passages.
 */
interface Room {
  readonly refusing: number;
  readonly keeping: number;
  readonly crowd: number;
}

/** A direction and its margin between the bounds. Negative if no floor suits all sets. */
interface ServingDirection extends Direction {
  readonly margin: number;
}

interface RoomOptions {
  readonly coverage: number;
  readonly outliers: number;
}

function widestOf(sets: readonly ExampleSet[], options: RoomOptions): ServingDirection {
  const rooms = sets.flatMap(({ examples }) => roomOf(examples, options));
  const directions = PASSAGES_SHARES.map((passages) => {
    const keeping = Math.min(...rooms.map((room) => room.keeping - passages * room.crowd));
    const refusing = Math.max(...rooms.map((room) => room.refusing - passages * room.crowd));
    const unusual = LEAST_GAIN * Math.abs(passages - USUAL_PASSAGES_SHARE);
    const margin = rooms.length === 0 ? -unusual : keeping - refusing - unusual;
    return { coverage: options.coverage, passages, margin };
  });
  return widest(directions);
}

function widest(directions: readonly ServingDirection[]): ServingDirection {
  return directions.reduce((most, direction) => (direction.margin > most.margin ? direction : most));
}

/** Empty for a set with queries of only one kind. */
function roomOf(examples: readonly Example[], { coverage, outliers }: RoomOptions): readonly Room[] {
  const [answered, others] = [true, false].map((isAnswered) =>
    examples
      .filter((example) => example.isAnswered === isAnswered)
      .map((example) => farthest(example, coverage))
      .sort((a, b) => a - b),
  ) as [number[], number[]];
  const keeping = answered[Math.max(outliers, Math.floor((1 - LEAST_KEPT) * answered.length))];
  const refusing = others[Math.ceil(LEAST_REFUSED * others.length) - 1];
  const [example] = examples;
  if (keeping === undefined || refusing === undefined || example === undefined) return [];
  // A set whose unanswerable queries have no hits does not constrain the floor.
  return [{ keeping, refusing: Math.max(refusing, -1), crowd: crowdOf(example) }];
}

function farthest({ hits }: Example, coverage: number): number {
  return hits.reduce(
    (most, hit) => Math.max(most, hit.similarity + coverage * hit.coverage),
    Number.NEGATIVE_INFINITY,
  );
}

/** Factor for the number of passages: see `confidenceOf`. */
function crowdOf({ competing }: Example): number {
  return Math.sqrt(Math.log(1 + competing));
}

interface Weighed {
  readonly evidence: number;
  readonly target: number;
  readonly weight: number;
}

function weigh(
  examples: readonly Example[],
  sets: number,
  { coverage, passages }: Direction,
): readonly Weighed[] {
  const withHits = examples.filter(({ hits }) => hits.length > 0);
  const answered = withHits.filter(({ isAnswered }) => isAnswered).length;
  return withHits.map((example) => {
    const ofItsKind = example.isAnswered ? answered : withHits.length - answered;
    return {
      evidence: farthest(example, coverage) - passages * crowdOf(example),
      target: example.isAnswered ? 1 : 0,
      weight: 0.5 / (ofItsKind * sets),
    };
  });
}

/** Newton's method on the weighted logistic loss, with a small L2 penalty on the slope. */
function fitLogistic(examples: readonly Weighed[]): { readonly intercept: number; readonly slope: number } {
  let slope = 10;
  // Start in the middle of the evidence, where the loss is curved. Far from it, the first step could lead
  // anywhere.
  let intercept = -slope * weightedMean(examples);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    let [ofIntercept, ofSlope] = [0, PENALTY * slope];
    let [flat, mixed, steep] = [PENALTY, 0, PENALTY];
    for (const { evidence, target, weight } of examples) {
      const chance = 1 / (1 + Math.exp(-(intercept + slope * evidence)));
      const error = weight * (chance - target);
      const bend = weight * chance * (1 - chance);
      ofIntercept += error;
      ofSlope += error * evidence;
      flat += bend;
      mixed += bend * evidence;
      steep += bend * evidence * evidence;
    }
    const determinant = flat * steep - mixed * mixed;
    intercept -= (steep * ofIntercept - mixed * ofSlope) / determinant;
    // Keep the slope positive, so that a nearer hit is never less confident, even with a small set.
    slope = Math.max(1, slope - (flat * ofSlope - mixed * ofIntercept) / determinant);
  }
  return { intercept, slope };
}

/** 0 without examples. */
function weightedMean(examples: readonly Weighed[]): number {
  let [sum, total] = [0, 0];
  for (const { evidence, weight } of examples) {
    sum += weight * evidence;
    total += weight;
  }
  return total === 0 ? 0 : sum / total;
}
