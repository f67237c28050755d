/** Cautious initial rate, in cost per millisecond. Two idle CPUs reach ten. */
const FIRST_RATE = 3;
/** Longest slice, so that a stopped function loses at most that. */
const MAX_SLICE_MS = 60_000;
/** Share of an invocation's time. */
const SLICE_SHARE = 0.25;
/** Weight of a new measurement against the earlier ones. */
const WEIGHT = 0.5;
/** Factor for the rate after a slice that did not finish. */
const BACK_OFF = 0.25;
const MIN_COST = 1_000;

/** Decides how much to commit at a time. One per process, because it learns the speed of the machine. */
export class SlicePace {
  #rate = FIRST_RATE;

  /** Cost of a slice for an invocation with this much time. */
  maxCost(budgetMs: number): number {
    return Math.max(MIN_COST, this.#rate * Math.min(MAX_SLICE_MS, SLICE_SHARE * budgetMs));
  }

  /** Expected milliseconds for this cost. */
  expectedMs(cost: number): number {
    return cost / this.#rate;
  }

  /** @param cost of the new articles */
  took(cost: number, ms: number): void {
    if (cost < MIN_COST) return;
    this.#rate = (1 - WEIGHT) * this.#rate + WEIGHT * (cost / Math.max(1, ms));
  }

  /** A slice was stopped or failed. */
  failed(): void {
    this.#rate *= BACK_OFF;
  }
}
