/** A careful guess for the first slice: units of cost in a millisecond. Two idle processors do ten. */
const FIRST_RATE = 3;
/** No slice should take longer: a function that is stopped loses one at most. */
const MAX_SLICE_MS = 60_000;
/** Of the time that an invocation has. */
const SLICE_SHARE = 0.25;
/** What one measurement counts for beside those before it. */
const WEIGHT = 0.5;
/** A slice that did not come to an end says this of the rate. */
const BACK_OFF = 0.25;
const MIN_COST = 1_000;

/** Finds how much can be committed at a time. One for the life of the process: it learns how fast this machine is. */
export class SlicePace {
  #rate = FIRST_RATE;

  /** Cost of a slice when the invocation has so much time. */
  maxCost(budgetMs: number): number {
    return Math.max(MIN_COST, this.#rate * Math.min(MAX_SLICE_MS, SLICE_SHARE * budgetMs));
  }

  /** Milliseconds that so much is expected to take. */
  expectedMs(cost: number): number {
    return cost / this.#rate;
  }

  /** @param cost of what was new */
  took(cost: number, ms: number): void {
    if (cost < MIN_COST) return;
    this.#rate = (1 - WEIGHT) * this.#rate + WEIGHT * (cost / Math.max(1, ms));
  }

  /** A slice was stopped or failed. */
  failed(): void {
    this.#rate *= BACK_OFF;
  }
}
