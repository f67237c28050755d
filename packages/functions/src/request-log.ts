import type { GenerationStatus } from "./generation-status.ts";
import { describeError, type Logger, type LogLevel } from "./logger.ts";

/** Milliseconds by stage: `load` (waiting for index and model), those of the search, `total`. */
export type Timings = Readonly<Record<string, number>>;

/** How a request was answered. */
export interface RequestOutcome {
  /** Method and path pattern, or the action of a direct invocation; never what the caller wrote. */
  readonly route: string;
  readonly status: number;
  /** Code of the problem, if the answer is one, and what led to it. */
  readonly code?: string | undefined;
  readonly error?: unknown;
  /** How many hits a search had. */
  readonly hits?: number | undefined;
  /** Id of the API key, never the key. */
  readonly keyId?: string | undefined;
}

export interface RequestLogOptions {
  readonly logger: Logger;
  /** The generation that serves, if one is open. */
  readonly status: () => GenerationStatus | undefined;
  /** Called once, with the line of the first query that this container has answered. */
  readonly onFirstAnswer?: ((timings: Timings) => void) | undefined;
}

/** Writes one line for each request. Queries are not logged: they say what people want to know. */
export class RequestLog {
  readonly #options: RequestLogOptions;
  #requests = 0;
  #answered = false;

  constructor(options: RequestLogOptions) {
    this.#options = options;
  }

  /**
   * To be called when a request arrives; the first of a container is a cold one.
   *
   * @param invocationId the platform's own id, under which it writes lines of its own
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
      // Why no newer generation could be opened, if it could not.
      ...(generation?.refreshError != null && { refreshError: generation.refreshError }),
      timings: rounded(timings),
      hits,
      // A caller's mistake needs no stack: its code and status say it all.
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

/** A request on its way; collects times until it is answered. */
export class RequestEntry {
  readonly requestId: string;
  readonly #startedAt = performance.now();
  readonly #write: (outcome: RequestOutcome, timings: Timings) => void;
  #stages: Timings = {};

  constructor(requestId: string, write: (outcome: RequestOutcome, timings: Timings) => void) {
    this.requestId = requestId;
    this.#write = write;
  }

  /** Adds stages. */
  record(stages: Timings): void {
    this.#stages = { ...this.#stages, ...stages };
  }

  /** Writes the line. @returns all timings, with the total */
  end(outcome: RequestOutcome): Timings {
    const timings = { ...this.#stages, total: performance.now() - this.#startedAt };
    this.#write(outcome, timings);
    return timings;
  }
}

/** Whole microseconds: what follows is noise. */
export function rounded(timings: Timings): Timings {
  return Object.fromEntries(
    Object.entries(timings).map(([stage, elapsed]) => [stage, Math.round(elapsed * 1000) / 1000]),
  );
}

/** A tool that failed: the answer of the protocol is a success that tells of it. */
function isFailure(status: number, error: unknown): boolean {
  return status < 400 && error !== undefined;
}

/** Who has no key can send as many requests as they like; each line of the log costs money. */
const UNAUTHENTICATED = 401;

function levelOf(status: number): LogLevel {
  if (status >= 500) return "error";
  if (status === UNAUTHENTICATED) return "debug";
  return status >= 400 ? "warn" : "info";
}
