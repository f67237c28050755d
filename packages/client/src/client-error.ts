import type { Problem } from "./answers.ts";

/** Kinds of failure, for programs to act on. */
export type ClientErrorKind =
  /** The server or the client rejects the query or an option. The message explains which and why. */
  | "invalid-query"
  /** There is no article with this id. */
  | "not-found"
  /** Missing, wrong or insufficient credentials: 401, 403. */
  | "unauthorized"
  /** Too many requests: 429. */
  | "rate-limited"
  /** The server is reachable but cannot answer: 5xx, or a function that crashed or does not exist. */
  | "unavailable"
  /** No answer within `timeoutMs`. */
  | "timeout"
  /** The caller's signal aborted the call. */
  | "aborted"
  /** The server could not be reached, or the connection broke. */
  | "network"
  /** The response is not from this API; `baseUrl` or the function's name may belong to another service. */
  | "bad-response";

/** Optional details besides the message. */
export interface ClientErrorDetails extends ErrorOptions {
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
  readonly problem?: Problem | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly isRetryable?: boolean | undefined;
}

/**
 * The only error of the client. Messages read "Cannot <action>: <reason>"; `cause` keeps the underlying
 * error.
 */
export class DatelineClientError extends Error {
  override readonly name = "DatelineClientError";
  readonly kind: ClientErrorKind;
  /** HTTP status, if there was one. */
  readonly status: number | undefined;
  /** Code of the problem, or the platform's name for its error. */
  readonly code: string | undefined;
  /** Identifies the request in the function's log. */
  readonly requestId: string | undefined;
  /** The server's problem document, if it sent one. */
  readonly problem: Problem | undefined;
  /** How long the server asks to wait. */
  readonly retryAfterMs: number | undefined;
  /** Whether the same call may succeed later. The client has already used up its retries. */
  readonly isRetryable: boolean;

  constructor(kind: ClientErrorKind, message: string, details: ClientErrorDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.kind = kind;
    this.status = details.status;
    this.code = details.code;
    this.requestId = details.requestId;
    this.problem = details.problem;
    this.retryAfterMs = details.retryAfterMs;
    this.isRetryable = details.isRetryable ?? false;
  }
}
