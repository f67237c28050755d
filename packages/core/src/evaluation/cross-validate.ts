import type { ModeCalibration } from "../types.ts";
import {
  type Example,
  type ExampleSet,
  type FitOptions,
  fitCalibration,
  LEAST_KEPT,
  LEAST_REFUSED,
  OUTLIERS,
  surestOf,
  type Weights,
} from "./fit-calibration.ts";

/** Effect of a floor on the queries of a set, as shares 0…1. */
export interface FloorPoint {
  readonly floor: number;
  /** Share of the answerable queries that keep their answer. */
  readonly kept: number;
  /** Share of the unanswerable queries that are refused. */
  readonly refused: number;
}

/** Quality of weights on queries that were held out of the fit. */
export interface HeldOutCurve {
  readonly set: string;
  readonly answerable: number;
  readonly unanswerable: number;
  /**
   * Probability that an answerable query has a higher confidence than an unanswerable one (area under the ROC
   * curve), 0…1.
   */
  readonly area: number;
  readonly points: readonly FloorPoint[];
}

export interface CrossValidation {
  readonly calibration: ModeCalibration;
  readonly curves: readonly HeldOutCurve[];
}

const FOLDS = 5;
/** 0.02, 0.04 … 0.8. No measure is confident enough for a higher floor. */
export const FLOORS: readonly number[] = Array.from({ length: 40 }, (_, index) => (index + 1) / 50);

/**
 * Fits all sets together and estimates the quality on unseen queries. Scores each set with weights fitted on
 * the other sets and four fifths of its own queries, fold by fold. These scores also choose the floor.
 */
export function crossValidate(sets: readonly ExampleSet[], options: FitOptions): CrossValidation {
  const curves = sets.map((set) => curveOf(set, rateHeldOut(set, sets, options)));
  return { calibration: { ...fitCalibration(sets, options), floor: chooseFloor(curves) }, curves };
}

/**
 * Chooses a floor that suits every set, that is, keeps 98 % of its answers and refuses 95 % of its
 * unanswerable queries. Of several such floors, the middle one is the least likely to fail on an unknown set.
 * If there is none, each set may lose one answer, even if that exceeds 2 %. If there is still none, takes the
 * highest floor that keeps the answers by this rule.
 */
function chooseFloor(curves: readonly HeldOutCurve[]): number {
  const floorsAtWhich = (serves: (point: FloorPoint, curve: HeldOutCurve) => boolean) =>
    FLOORS.filter((_, index) => curves.every((curve) => serves(curve.points[index] as FloorPoint, curve)));
  const serving = OUTLIERS.map((outliers) =>
    floorsAtWhich(({ kept, refused }, curve) => refused >= LEAST_REFUSED && keeps(kept, curve, outliers)),
  ).find(({ length }) => length > 0);
  const chosen =
    serving === undefined
      ? floorsAtWhich(({ kept }, curve) => keeps(kept, curve, 1)).at(-1)
      : serving[Math.floor(serving.length / 2)];
  return chosen ?? 0;
}

function keeps(kept: number, { answerable }: HeldOutCurve, outliers: number): boolean {
  return kept >= Math.min(LEAST_KEPT, 1 - outliers / answerable);
}

interface Rated {
  readonly isAnswered: boolean;
  readonly confidence: number;
}

function rateHeldOut(
  { name, examples }: ExampleSet,
  sets: readonly ExampleSet[],
  options: FitOptions,
): readonly Rated[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const isHeldOut = (index: number) => index % FOLDS === fold;
    const rest = { name, examples: examples.filter((_, index) => !isHeldOut(index)) };
    const others = sets.filter((set) => set.name !== name);
    const weights = fitCalibration([rest, ...others], options);
    return examples.filter((_, index) => isHeldOut(index)).map((example) => rate(example, weights));
  }).flat();
}

function rate(example: Example, weights: Weights): Rated {
  return { isAnswered: example.isAnswered, confidence: surestOf(example, weights) };
}

function curveOf({ name }: ExampleSet, rated: readonly Rated[]): HeldOutCurve {
  const [answered, others] = [true, false].map((isAnswered) =>
    rated.filter((one) => one.isAnswered === isAnswered).map(({ confidence }) => confidence),
  ) as [number[], number[]];
  return {
    set: name,
    answerable: answered.length,
    unanswerable: others.length,
    area: areaUnder(answered, others),
    points: FLOORS.map((floor) => ({
      floor,
      kept: share(answered, (confidence) => confidence >= floor),
      refused: share(others, (confidence) => confidence < floor),
    })),
  };
}

/** The share among no queries is 1. */
function share(confidences: readonly number[], isSo: (confidence: number) => boolean): number {
  return confidences.length === 0 ? 1 : confidences.filter(isSo).length / confidences.length;
}

function areaUnder(answered: readonly number[], others: readonly number[]): number {
  if (answered.length === 0 || others.length === 0) return 1;
  const wins = answered.reduce(
    (sum, of) => sum + others.reduce((won, other) => won + (of > other ? 1 : of === other ? 0.5 : 0), 0),
    0,
  );
  return wins / (answered.length * others.length);
}
