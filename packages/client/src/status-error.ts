import { checkProblem } from "./answer-checks.ts";
import type { Problem } from "./answers.ts";
import { type ClientErrorKind, DatelineClientError } from "./client-error.ts";

/** A response with an error status. */
export interface FailedAnswer {
  /** The action in messages, such as `search`. */
  readonly action: string;
  readonly status: number;
  /** The parsed body, or anything if it was not JSON. */
  readonly body: unknown;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** Gateways and Lambda return these while the service restarts, scales or is overloaded. */
const RETRYABLE_STATUSES: readonly number[] = [429, 502, 503, 504];

/** Converts a response with an error status into an error. */
export function statusError({
  action,
  status,
  body,
  requestId,
  retryAfterMs,
}: FailedAnswer): DatelineClientError {
  const problem = asProblem(body);
  return new DatelineClientError(kindOf(status, problem), messageOf(action, status, problem), {
    status,
    code: problem?.code,
    requestId: problem?.requestId ?? requestId,
    problem,
    retryAfterMs,
    isRetryable: RETRYABLE_STATUSES.includes(status),
  });
}

/** @returns `undefined` for anything but a problem of Dateline */
export function asProblem(body: unknown): Problem | undefined {
  return checkProblem(body, "") === undefined ? (body as Problem) : undefined;
}

function kindOf(status: number, problem: Problem | undefined): ClientErrorKind {
  if (status === 401 || status === 403) return "unauthorized";
  if (status === 429) return "rate-limited";
  if (status >= 500) return "unavailable";
  if (problem?.code === "article-missing" || problem?.code === "alert-missing") return "not-found";
  // Too long, even if a proxy reports it.
  if (status === 413 || status === 414) return "invalid-query";
  // Without a problem document, the answer came from another server or an unknown path.
  return status >= 400 && problem !== undefined ? "invalid-query" : "bad-response";
}

function messageOf(action: string, status: number, problem: Problem | undefined): string {
  if (problem === undefined) return `Cannot ${action}: the server answered with the status ${status}`;
  if (problem.detail.startsWith("Cannot ")) return problem.detail;
  return `Cannot ${action}: ${problem.detail} (${status} ${problem.code})`;
}
