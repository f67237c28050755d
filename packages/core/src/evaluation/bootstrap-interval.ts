/** A 95 % confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2_000;
const SEED = 0x2545f491;

/**
 * The 95 % interval of a mean by the percentile bootstrap (Efron 1979,
 * https://doi.org/10.1214/aos/1176344552): means of resamples drawn with replacement. Deterministic, so equal
 * values give equal intervals.
 */
export function bootstrapInterval(values: readonly number[]): Interval {
  if (values.length === 0) return { low: 0, high: 0 };
  const random = xorshift(SEED);
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw++) sum += values[random() % values.length] as number;
    return sum / values.length;
  }).sort();
  const at = (share: number) => means[Math.round(share * (RESAMPLES - 1))] as number;
  return { low: at(0.025), high: at(0.975) };
}

/** Pseudo-random integers from 0 to 2^31 − 1 (Marsaglia's xorshift, 2003). */
function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0x7fffffff;
  };
}
