import { type Clocks, elapsedSince, type Moment, momentNow } from "../clock/elapsed-time.ts";

/** The wait doubles with every failure, at most this many times. */
const MAX_DOUBLINGS = 6;

/**
 * Remembers the version of `latest.json` that could not be opened, and when to try it again. Attempts may be
 * long downloads, so not every check makes one.
 */
export class FailedVersion {
  readonly #baseMs: number;
  readonly #clocks: Clocks;
  #etag: string | undefined;
  #failures = 0;
  #failedAt: Moment | undefined;

  /** @param baseMs half of the wait after the first failure */
  constructor(baseMs: number, clocks: Clocks) {
    this.#baseMs = baseMs;
    this.#clocks = clocks;
  }

  failed(etag: string): void {
    this.#failures = this.#etag === etag ? this.#failures + 1 : 1;
    this.#etag = etag;
    this.#failedAt = momentNow(this.#clocks);
  }

  mayTry(etag: string): boolean {
    if (this.#etag !== etag || this.#failedAt === undefined) return true;
    const waitMs = this.#baseMs * 2 ** Math.min(this.#failures, MAX_DOUBLINGS);
    return elapsedSince(this.#failedAt, this.#clocks) >= waitMs;
  }
}
