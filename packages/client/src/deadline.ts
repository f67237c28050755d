import { DatelineClientError } from "./client-error.ts";

/** setTimeout fires immediately for longer delays. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
export const TIMEOUT_RULE = `timeoutMs must be from 1 to ${MAX_TIMEOUT_MS}`;

export interface DeadlineOptions {
  readonly action: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The end of a call: its timeout or the caller's signal, whichever comes first. `AbortSignal.any` would do
 * the same, but leaks memory per call on a long-lived signal in some releases of Node
 * (https://github.com/nodejs/node/issues/62363).
 */
export class Deadline {
  /** Error of the previous attempt, which becomes the cause of a timeout. */
  lastFailure: unknown;
  readonly #controller = new AbortController();
  readonly #ended: Promise<never>;
  readonly #endsAt: number;
  readonly #release: () => void;

  /** @throws DatelineClientError `invalid-query` for a timeout out of range */
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
      const message = `Cannot ${action}: the caller aborted the call`;
      this.#controller.abort(new DatelineClientError("aborted", message, { cause: signal?.reason }));
    };
    signal?.addEventListener("abort", abort);
    this.#release = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    if (signal?.aborted) abort();
  }

  /** Aborts with the `DatelineClientError` that the call rejects with. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get remainingMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Waits for the work, or for the deadline if the work ignores the signal. */
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

  /** Clears the timer and stops listening to the caller's signal. */
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
  // Prevents an unhandled rejection if nobody is waiting.
  ended.catch(() => {});
  return ended;
}
