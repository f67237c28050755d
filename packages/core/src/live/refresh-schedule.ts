import { type Clocks, elapsedSince, type Moment, momentNow } from "../clock/elapsed-time.ts";

/** Of the refresh interval: what was last confirmed so long ago is overdue. */
const OVERDUE_INTERVALS = 3;

/** Knows when the store has to be asked for a newer generation, and when that has been put off for too long. */
export class RefreshSchedule {
  readonly #refreshMs: number;
  readonly #clocks: Clocks;
  #askedAt: Moment | undefined;
  #confirmedAt: Moment | undefined;

  constructor(refreshMs: number, clocks: Clocks) {
    this.#refreshMs = refreshMs;
    this.#clocks = clocks;
  }

  /** True before the store was asked for the first time. */
  get isDue(): boolean {
    return this.#askedAt === undefined || elapsedSince(this.#askedAt, this.#clocks) >= this.#refreshMs;
  }

  /** True when what serves has not been known to be the latest for several intervals. */
  get isOverdue(): boolean {
    if (this.#confirmedAt === undefined) return false;
    return elapsedSince(this.#confirmedAt, this.#clocks) >= OVERDUE_INTERVALS * this.#refreshMs;
  }

  /** The store is being asked: the next time is an interval from now, whatever it answers. */
  asked(): void {
    this.#askedAt = momentNow(this.#clocks);
  }

  /** What serves is the latest generation. */
  confirmed(): void {
    this.#confirmedAt = momentNow(this.#clocks);
    this.#askedAt = this.#confirmedAt;
  }
}
