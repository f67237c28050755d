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
  /** False for whole texts, whose words are not looked up. */
  readonly usesWords: boolean;
}

/** The goal of a floor: at most so many queries lose their answer, and at least so many of the others get none. */
export const LEAST_KEPT = 0.98;
export const LEAST_REFUSED = 0.95;

/** How much coverage may count beside similarity. */
const COVERAGE_SHARES: readonly number[] = Array.from({ length: 21 }, (_, index) => index / 20);
/** How much the number of passages may count beside similarity, see `confidenceOf`. */
const PASSAGES_SHARES: readonly number[] = Array.from({ length: 31 }, (_, index) => index / 100);
/** What sets of 4 to 1,900 passages gave. Sets of one size cannot tell it, so others have to gain something by it. */
const USUAL_PASSAGES_SHARE = 0.12;
const LEAST_GAIN = 0.05;
/** Keeps the slope finite where sets can be told apart without an error. */
const PENALTY = 0.0001;
const NEWTON_STEPS = 50;
/** How much similarities of the default model vary. The numbers above are for this spread. */
const USUAL_SPREAD = 0.18;

/** How many queries of each set may be outliers, which lose their answer beside the two of a hundred that may: none if that can be had. */
export const OUTLIERS = [0, 1] as const;

/**
 * Fits in two steps. The direction, how much coverage and the number of passages count beside similarity, is the one in which one
 * floor serves all sets best: the distance is the widest from what refuses 95 % of the unanswerable queries of every set
 * to what keeps 98 % of the answers of every set. Where no direction serves all sets, one query of each is left aside: in a
 * small set a single question that no measure understands would decide everything. Logistic regression on the hit of each
 * query that goes farthest in this direction then makes a probability of it.
 *
 * @returns a slope of no model when there is nothing to learn from
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
 * What the similarities of a model are divided by, so that the same steps suit all. Those of E5 lie in a band a
 * quarter as wide as MiniLM's. A power of four, so that other queries to the same model do not change the steps.
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

/** What counts beside similarity, which counts 1. */
interface Direction {
  readonly coverage: number;
  readonly passages: number;
}

/** Where a floor of one set may lie, in the measure of similarity, before the number of passages is taken off. */
interface Room {
  readonly refusing: number;
  readonly keeping: number;
  readonly crowd: number;
}

/** A direction, and how much room it leaves for one floor; below 0 when no floor serves all sets. */
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

/** None for a set that has queries of one kind only. */
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
  // A set whose unanswerable queries have no hit at all asks nothing of a floor.
  return [{ keeping, refusing: Math.max(refusing, -1), crowd: crowdOf(example) }];
}

function farthest({ hits }: Example, coverage: number): number {
  return hits.reduce(
    (most, hit) => Math.max(most, hit.similarity + coverage * hit.coverage),
    Number.NEGATIVE_INFINITY,
  );
}

/** What passages weigh by, see `confidenceOf`. */
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

/** Newton's method on the weighed logistic loss, with a small L2 penalty on the slope. */
function fitLogistic(examples: readonly Weighed[]): { readonly intercept: number; readonly slope: number } {
  let slope = 10;
  // In the middle of the evidence the loss is curved. Far from it, the first step would lead anywhere.
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
    // What is nearer is never less sure, whatever a small set says.
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
