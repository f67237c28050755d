/**
 * The nearest-rank percentile, which is always one of the values.
 *
 * @param share 0…1: 0.5 is the median
 * @throws RangeError if there is no value, or the share is out of range
 */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError("Cannot take a percentile: there are no values");
  if (!(share >= 0 && share <= 1)) throw new RangeError(`Cannot take a percentile: ${share} is not in 0…1`);
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] as number;
}

/** Summary of repeated measurements. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (n − 1); 0 for a single value. */
  readonly deviation: number;
  readonly lowest: number;
}

/** @throws RangeError if there is no value */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError("Cannot summarise measurements: there are none");
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length === 1 ? 0 : Math.sqrt(squares / (values.length - 1));
  return { mean, deviation, lowest: Math.min(...values) };
}
