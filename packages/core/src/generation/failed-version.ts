/** The wait doubles with every failure, this many times at most. */
const MAX_DOUBLINGS = 6;

/**
 * Remembers the version of `latest.json` that could not be followed, and when to try it again: each attempt may be a long
 * download, so it is not made at every check.
 */
export class FailedVersion {
  readonly #baseMs: number;
  #etag: string | undefined;
  #failures = 0;
  #retryAtMs = 0;

  /** @param baseMs half of the wait after the first failure */
  constructor(baseMs: number) {
    this.#baseMs = baseMs;
  }

  failed(etag: string, now: Date): void {
    this.#failures = this.#etag === etag ? this.#failures + 1 : 1;
    this.#etag = etag;
    this.#retryAtMs = now.getTime() + this.#baseMs * 2 ** Math.min(this.#failures, MAX_DOUBLINGS);
  }

  mayTry(etag: string, now: Date): boolean {
    return this.#etag !== etag || now.getTime() >= this.#retryAtMs;
  }
}
