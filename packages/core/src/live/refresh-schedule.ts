import { type Clocks, elapsedSince, type Moment, momentNow } from "../clock/elapsed-time.ts";

/** In refresh intervals: without a confirmation for this long, a refresh is overdue. */
const OVERDUE_INTERVALS = 3;

/** Decides when to check the store for a newer generation, and when that is overdue. */
export class RefreshSchedule {
  readonly #refreshMs: number;
  readonly #clocks: Clocks;
  #askedAt: Moment | undefined;
  #confirmedAt: Moment | undefined;

  constructor(refreshMs: number, clocks: Clocks) {
    this.#refreshMs = refreshMs;
    this.#clocks = clocks;
  }

  /** True before the first check. */
  get isDue(): boolean {
    return this.#askedAt === undefined || elapsedSince(this.#askedAt, this.#clocks) >= this.#refreshMs;
  }

  /** True when the current generation has not been confirmed as the latest for several intervals. */
  get isOverdue(): boolean {
    if (this.#confirmedAt === undefined) return false;
    return elapsedSince(this.#confirmedAt, this.#clocks) >= OVERDUE_INTERVALS * this.#refreshMs;
  }

  /** A check has started: the next one is due an interval from now, whatever its outcome. */
  asked(): void {
    this.#askedAt = momentNow(this.#clocks);
  }

  /** The current generation is the latest. */
  confirmed(): void {
    this.#confirmedAt = momentNow(this.#clocks);
    this.#askedAt = this.#confirmedAt;
  }
}
