import { DatelineClientError } from "./client-error.ts";
import { Deadline, type DeadlineOptions } from "./deadline.ts";

const BASE_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;

export interface RetryOptions extends DeadlineOptions {
  /** How many attempts may follow the first one. */
  readonly retries: number;
}

/**
 * Attempts something that may safely be attempted again, until it succeeds, fails for good, or time is up. A wait that
 * would outlast the deadline is not begun: the caller learns at once what went wrong and how long to wait.
 *
 * @throws DatelineClientError of the last attempt, or `timeout` or `aborted`
 */
export async function callWithRetries<T>(
  options: RetryOptions,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new Deadline(options);
  try {
    for (let failures = 1; ; failures++) {
      deadline.signal.throwIfAborted();
      try {
        return await deadline.race(attempt(deadline.signal));
      } catch (error) {
        // An attempt that was cut short fails in many ways, for one reason.
        deadline.signal.throwIfAborted();
        const delayMs = delayAfter(error, failures);
        if (failures > options.retries || delayMs >= deadline.remainingMs) throw error;
        deadline.lastFailure = error;
        await deadline.wait(delayMs);
      }
    }
  } finally {
    deadline.release();
  }
}

/**
 * A random time below a limit that doubles ("full jitter", which spreads many clients best:
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), after the time that the server asks for.
 *
 * @returns Infinity when it is of no use to try again
 */
function delayAfter(error: unknown, failures: number): number {
  if (!(error instanceof DatelineClientError) || !error.isRetryable) return Number.POSITIVE_INFINITY;
  const limitMs = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** failures);
  return (error.retryAfterMs ?? 0) + Math.random() * limitMs;
}
