import { type EventModel, SIGNS } from "@dateline-search/core/stories/same-event";

/** A pair of articles: its signs, in the order of `SIGNS`, and whether both report the same event. */
export interface JudgedPair {
  readonly signs: readonly number[];
  readonly isSame: boolean;
  /** Kind of event, for cross-validation by kind. */
  readonly kind: string;
  /** True for a pair of an article and all earlier ones of an event. */
  readonly isWithStory: boolean;
  /** Weight of the pair in the fit. */
  readonly weight: number;
}

/**
 * Signs against the same event; all others are in favour. A fit with another direction has learned the set
 * instead of news.
 */
const AGAINST = new Set([
  "length",
  "otherNames",
  "otherNamesInTemplate",
  "otherSubject",
  "otherFigures",
  "otherFiguresInTemplate",
  "otherQuantities",
  "otherWeekday",
  "days",
  "news",
  "sequelNews",
]);
const PENALTY = 1;
const STEPS = 25;

/** Weights the pairs to this total: half for pairs of two articles, half for those with stories. */
export function weighed(pairs: readonly JudgedPair[], total: number): readonly JudgedPair[] {
  const withStory = pairs.filter(({ isWithStory }) => isWithStory).length;
  return pairs.map((pair) => {
    const alike = pair.isWithStory ? withStory : pairs.length - withStory;
    return { ...pair, weight: total / 2 / alike };
  });
}

/** Logistic regression by Newton's method. Drops signs one by one until none has the wrong direction. */
export function fitModel(pairs: readonly JudgedPair[]): EventModel {
  const left = new Set(SIGNS.map((_, index) => index));
  for (;;) {
    const fitted = fitWith(pairs, [...left]);
    const direction = (index: number) => (AGAINST.has(SIGNS[index]?.[0] ?? "") ? -1 : 1);
    const worst = [...left]
      .map((index, position) => ({ index, value: direction(index) * (fitted[position] ?? 0) }))
      .sort((a, b) => a.value - b.value)[0];
    if (worst === undefined || worst.value >= 0) {
      const values = new Map([...left].map((index, position) => [index, fitted[position] ?? 0]));
      return {
        intercept: fitted[left.size] ?? 0,
        weights: SIGNS.map((_, index) => Math.round((values.get(index) ?? 0) * 100) / 100),
      };
    }
    left.delete(worst.index);
  }
}

function fitWith(pairs: readonly JudgedPair[], indexes: readonly number[]): readonly number[] {
  const size = indexes.length + 1;
  let values = new Array<number>(size).fill(0);
  for (let step = 0; step < STEPS; step++) {
    // The Hessian in the first columns, the gradient in the last.
    const system = Array.from({ length: size }, (_, row) => {
      const penalty = row < indexes.length ? PENALTY : 1e-9;
      return Array.from({ length: size + 1 }, (__, column) => {
        if (column === size) return -penalty * (values[row] ?? 0);
        return column === row ? penalty : 0;
      });
    });
    for (const pair of pairs) addPair(system, pair, { indexes, values });
    values = values.map((value, row) => value + (solve(system)[row] ?? 0));
  }
  return values;
}

interface Estimate {
  readonly indexes: readonly number[];
  readonly values: readonly number[];
}

function addPair(
  system: number[][],
  { signs, isSame, weight }: JudgedPair,
  { indexes, values }: Estimate,
): void {
  const inputs = [...indexes.map((index) => signs[index] ?? 0), 1];
  const odds = inputs.reduce((sum, input, index) => sum + input * (values[index] ?? 0), 0);
  const chance = 1 / (1 + Math.exp(-odds));
  const curvature = Math.max(1e-6, chance * (1 - chance)) * weight;
  const slope = ((isSame ? 1 : 0) - chance) * weight;
  system.forEach((row, index) => {
    const input = inputs[index] ?? 0;
    inputs.forEach((other, column) => {
      row[column] = (row[column] ?? 0) + curvature * input * other;
    });
    row[inputs.length] = (row[inputs.length] ?? 0) + slope * input;
  });
}

/** Gauss-Jordan elimination. The system is positive definite, so no pivoting is needed. */
function solve(system: readonly (readonly number[])[]): readonly number[] {
  const rows = system.map((row) => [...row]);
  rows.forEach((pivotRow, pivot) => {
    rows.forEach((row, index) => {
      if (index === pivot) return;
      const factor = (row[pivot] ?? 0) / (pivotRow[pivot] ?? 1);
      for (let column = pivot; column < row.length; column++) {
        row[column] = (row[column] ?? 0) - factor * (pivotRow[column] ?? 0);
      }
    });
  });
  return rows.map((row, index) => (row.at(-1) ?? 0) / (row[index] ?? 1));
}
