import type { GenerationStatus } from "./generation-status.ts";
import { describeError, type Logger, type LogLevel } from "./logger.ts";

/** Milliseconds by stage: `load` (waiting for index and model), the stages of the search, and `total`. */
export type Timings = Readonly<Record<string, number>>;

/** How a request was answered. */
export interface RequestOutcome {
  /** Method and path pattern, or the action of a direct invocation. Never contains input of the caller. */
  readonly route: string;
  readonly status: number;
  /** Code of the problem, if any, and the underlying error. */
  readonly code?: string | undefined;
  readonly error?: unknown;
  /** Number of hits of a search. */
  readonly hits?: number | undefined;
  /** Id of the API key, never the key. */
  readonly keyId?: string | undefined;
}

export interface RequestLogOptions {
  readonly logger: Logger;
  /** The generation that answers, if one is open. */
  readonly status: () => GenerationStatus | undefined;
  /** Called once, with the timings of the first query that this container answers. */
  readonly onFirstAnswer?: ((timings: Timings) => void) | undefined;
}

/** Writes one line per request. Queries are never logged: they reveal what people are interested in. */
export class RequestLog {
  readonly #options: RequestLogOptions;
  #requests = 0;
  #answered = false;

  constructor(options: RequestLogOptions) {
    this.#options = options;
  }

  /**
   * Call this when a request arrives. The first of a container is the cold one.
   *
   * @param invocationId the platform's id, which its own log lines use
   */
  begin(requestId: string, invocationId: string = requestId): RequestEntry {
    this.#requests += 1;
    const cold = this.#requests === 1;
    return new RequestEntry(requestId, (outcome, timings) =>
      this.#write({ requestId, invocationId, cold, outcome, timings }),
    );
  }

  #write({ requestId, invocationId, cold, outcome, timings }: Line): void {
    const { logger, status, onFirstAnswer } = this.#options;
    const { error, hits, ...answer } = outcome;
    const generation = status();
    const level = isFailure(answer.status, error) ? "error" : levelOf(answer.status);
    logger.log(level, "request", {
      requestId,
      ...(invocationId !== requestId && { invocationId }),
      ...answer,
      cold,
      generation: generation?.generation ?? null,
      generationAgeMs: generation?.ageMs ?? null,
      // Why no newer generation could be opened, if that failed.
      ...(generation?.refreshError != null && { refreshError: generation.refreshError }),
      timings: rounded(timings),
      hits,
      // Code and status suffice for a caller's mistake.
      ...(level === "error" && { error: describeError(error) }),
    });
    if (hits === undefined || this.#answered) return;
    this.#answered = true;
    onFirstAnswer?.(timings);
  }
}

interface Line {
  readonly requestId: string;
  readonly invocationId: string;
  readonly cold: boolean;
  readonly outcome: RequestOutcome;
  readonly timings: Timings;
}

/** A request in progress, which collects timings until it is answered. */
export class RequestEntry {
  readonly requestId: string;
  readonly #startedAt = performance.now();
  readonly #write: (outcome: RequestOutcome, timings: Timings) => void;
  #stages: Timings = {};

  constructor(requestId: string, write: (outcome: RequestOutcome, timings: Timings) => void) {
    this.requestId = requestId;
    this.#write = write;
  }

  record(stages: Timings): void {
    this.#stages = { ...this.#stages, ...stages };
  }

  /** Writes the log line. @returns all timings with the total */
  end(outcome: RequestOutcome): Timings {
    const timings = { ...this.#stages, total: performance.now() - this.#startedAt };
    this.#write(outcome, timings);
    return timings;
  }
}

/** Rounds to microseconds; anything finer is noise. */
export function rounded(timings: Timings): Timings {
  return Object.fromEntries(
    Object.entries(timings).map(([stage, elapsed]) => [stage, Math.round(elapsed * 1000) / 1000]),
  );
}

/** True also for a failed tool call, whose HTTP status is a success. */
function isFailure(status: number, error: unknown): boolean {
  return status < 400 && error !== undefined;
}

/** Anyone without a key can send any number of requests, and every log line costs money. */
const UNAUTHENTICATED = 401;

function levelOf(status: number): LogLevel {
  if (status >= 500) return "error";
  if (status === UNAUTHENTICATED) return "debug";
  return status >= 400 ? "warn" : "info";
}
