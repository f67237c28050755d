import type { Problem } from "./answers.ts";

/** What went wrong, for programs that act on it. */
export type ClientErrorKind =
  /** The server or the client refuses the query or one of its options; the message says which and why. */
  | "invalid-query"
  /** There is no article with this id. */
  | "not-found"
  /** No or wrong credentials, or not enough of them: 401, 403. */
  | "unauthorized"
  /** Too many requests: 429. */
  | "rate-limited"
  /** The server is there and cannot answer: 5xx, a function that crashed or does not exist. */
  | "unavailable"
  /** No answer within `timeoutMs`. */
  | "timeout"
  /** The caller's signal said so. */
  | "aborted"
  /** The server could not be reached, or the connection broke. */
  | "network"
  /** What came back is not an answer of this API; `baseUrl` or the name of the function may be another service's. */
  | "bad-response";

/** What is known beside the message. */
export interface ClientErrorDetails extends ErrorOptions {
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
  readonly problem?: Problem | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly isRetryable?: boolean | undefined;
}

/** The one error of the client. Messages read "Cannot <action>: <reason>"; `cause` keeps what was underneath. */
export class DatelineClientError extends Error {
  override readonly name = "DatelineClientError";
  readonly kind: ClientErrorKind;
  /** HTTP status, if there was one. */
  readonly status: number | undefined;
  /** Code of the problem, or the name that the platform gives to its error. */
  readonly code: string | undefined;
  /** To find the request in the log of the function. */
  readonly requestId: string | undefined;
  /** The whole answer of the server, when it was a problem. */
  readonly problem: Problem | undefined;
  /** How long the server asks to wait. */
  readonly retryAfterMs: number | undefined;
  /** Whether the same call may succeed later. The client has tried as often as it was allowed to. */
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
