import { DatelineClientError } from "./client-error.ts";

/** setTimeout fires at once for anything longer. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
export const TIMEOUT_RULE = `timeoutMs must be from 1 to ${MAX_TIMEOUT_MS}`;

export interface DeadlineOptions {
  readonly action: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The end of a call, whichever comes first: its time or the caller's signal. `AbortSignal.any` would do the same and, on
 * some releases of Node, keep something of every call in a long-lived signal (https://github.com/nodejs/node/issues/62363).
 */
export class Deadline {
  /** Why the attempt before the present one failed; the cause of a time-out. */
  lastFailure: unknown;
  readonly #controller = new AbortController();
  readonly #ended: Promise<never>;
  readonly #endsAt: number;
  readonly #release: () => void;

  /** @throws DatelineClientError `invalid-query` for a time that cannot be waited */
  constructor({ action, timeoutMs, signal }: DeadlineOptions) {
    if (!isTimeout(timeoutMs)) {
      throw new DatelineClientError("invalid-query", `Cannot ${action}: ${TIMEOUT_RULE}, it is ${timeoutMs}`);
    }
    this.#endsAt = performance.now() + timeoutMs;
    this.#ended = rejectionOf(this.#controller.signal);
    const timer = setTimeout(() => {
      const message = `Cannot ${action}: no answer within ${timeoutMs} ms`;
      const details = this.lastFailure === undefined ? {} : { cause: this.lastFailure };
      this.#controller.abort(new DatelineClientError("timeout", message, { ...details, isRetryable: true }));
    }, timeoutMs);
    const abort = () => {
      const message = `Cannot ${action}: the caller gave up`;
      this.#controller.abort(new DatelineClientError("aborted", message, { cause: signal?.reason }));
    };
    signal?.addEventListener("abort", abort);
    this.#release = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    if (signal?.aborted) abort();
  }

  /** Its reason is the `DatelineClientError` that the call ends with. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get remainingMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Waits for the work, or for the end when the work does not heed the signal. */
  async race<T>(work: Promise<T>): Promise<T> {
    return await Promise.race([work, this.#ended]);
  }

  /** Waits. @throws the reason of the signal */
  async wait(delayMs: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const waited = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, delayMs);
    });
    try {
      await this.race(waited);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets go of the timer and of the caller's signal. */
  release(): void {
    this.#release();
  }
}

export function isTimeout(timeoutMs: number): boolean {
  return timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS;
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  // Nobody may be waiting when it happens.
  ended.catch(() => {});
  return ended;
}
