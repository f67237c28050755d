import { isDefinedByPhrases } from "../search/score-candidates.ts";
import type { Calibration, ModeCalibration, Query } from "../types.ts";

/** Rounding may make a similarity slightly larger elsewhere. */
const TOLERANCE = 1e-4;

/**
 * Lower bound of the similarity of passages that pass a query's floor (`applyFloor`):
 * `max(least, alone − perCoverage · coverage)`.
 */
export interface AlertFloor {
  readonly least: number;
  readonly alone: number;
  readonly perCoverage: number;
}

/**
 * False when every article would be an answer: the model is uncalibrated and the query itself does not define
 * its answers.
 *
 * @param calibration of the model; `null` for an uncalibrated one
 */
export function hasFloor(
  query: Pick<Query, "minConfidence" | "minSimilarity" | "operators">,
  calibration: Calibration | null,
): boolean {
  return calibration !== null || query.minSimilarity !== null || isDefinedByPhrases(query);
}

/** @param competing number of competing passages, or fewer */
export function alertFloor(
  query: Pick<Query, "mode" | "minConfidence" | "minSimilarity" | "operators">,
  calibration: Calibration | null,
  competing: number,
): AlertFloor {
  const least = (query.minSimilarity ?? -1) - TOLERANCE;
  const isFree = calibration === null || isDefinedByPhrases(query);
  if (isFree) return { least, alone: least, perCoverage: 0 };
  const weights = calibration[query.mode];
  // No such bound exists for a model whose answers are not nearer than other passages.
  if (weights.similarity <= 0) return { least, alone: least, perCoverage: 0 };
  const floor = query.minConfidence ?? weights.floor;
  const perCoverage = Math.max(0, weights.coverage) / weights.similarity;
  return { least, alone: similarityFor(floor, weights, competing) - TOLERANCE, perCoverage };
}

/** The inverse of `confidenceOf` for a passage with none of the words. */
function similarityFor(floor: number, weights: ModeCalibration, competing: number): number {
  const ofCompeting = Math.min(0, weights.passages) * Math.sqrt(Math.log(1 + competing));
  const rising = Math.max(0, weights.passages) * RISING_BOUND;
  return (Math.log(floor / (1 - floor)) - weights.intercept - ofCompeting - rising) / weights.similarity;
}

/** √ln(1 + passages) for more passages than any index has. */
const RISING_BOUND = 6;
