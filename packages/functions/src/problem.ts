import { DatelineError, type ErrorCode } from "@dateline-search/core/errors";
import * as z from "zod";
import { RequestError, type RequestErrorCode } from "./request-error.ts";

/** Every code of a problem. Clients act on the code, not on the wording. */
export type ProblemCode = ErrorCode | RequestErrorCode;

/** Path of the pages that explain problems, one for each code. */
export const PROBLEM_PAGES = "/problems/";

/**
 * Problem details (RFC 9457). `type` links to the page about the code on the server that answered; `title` is
 * the phrase of the status.
 */
export const problemSchema = z.strictObject({
  type: z.string().meta({ format: "uri-reference", description: "The page that explains this problem." }),
  title: z.string().meta({ description: "The reason phrase of the status." }),
  status: z.int().min(400).max(599),
  detail: z.string().meta({ description: "What is wrong with this request." }),
  code: z.string().meta({ description: "Stable, machine-readable code of the problem." }),
  requestId: z.string().meta({ description: "Identifies the request in the service's log." }),
});

export interface Problem extends z.infer<typeof problemSchema> {
  readonly code: ProblemCode;
}

const OPENING = "The index is still being opened; try again in a moment.";
const INDEX = "The index cannot be read at the moment.";
const MODEL = "The model cannot be used at the moment.";
const STORE = "The store of the index is not responding correctly at the moment.";
const DEFECT = "The request could not be answered because of a fault in the service.";

/**
 * The only mapping from codes to statuses (RFC 9110): 400 for a malformed request (not JSON, an unknown name,
 * no query), 422 for a well-formed one with an invalid value. With status 500 and above, the second column replaces
 * the error's message; `null` shows the message.
 */
export const PROBLEMS: Readonly<Record<ProblemCode, readonly [status: number, publicDetail: string | null]>> =
  {
    "malformed-request": [400, null],
    "unknown-parameter": [400, null],
    "key-missing": [401, null],
    "key-unknown": [401, null],
    "key-not-allowed": [403, null],
    "origin-not-allowed": [403, null],
    "not-found": [404, null],
    "article-missing": [404, null],
    "alert-missing": [404, null],
    "story-missing": [404, null],
    "method-not-allowed": [405, null],
    "alert-exists": [409, null],
    "cursor-expired": [410, null],
    "body-too-large": [413, null],
    "unsupported-media-type": [415, null],
    "cursor-invalid": [422, null],
    "invalid-input": [422, null],
    "rate-limited": [429, null],
    "not-ready": [503, OPENING],
    "index-missing": [503, INDEX],
    "index-corrupt": [503, INDEX],
    "index-format": [503, INDEX],
    "object-missing": [503, INDEX],
    "object-corrupt": [503, INDEX],
    "disk-full": [503, INDEX],
    "model-mismatch": [503, MODEL],
    "model-missing": [503, MODEL],
    "model-invalid": [503, MODEL],
    "model-unreachable": [503, MODEL],
    "store-forbidden": [503, STORE],
    "store-throttled": [503, STORE],
    "store-unreachable": [503, STORE],
    "write-conflict": [503, STORE],
    aborted: [503, OPENING],
    "invalid-article": [500, DEFECT],
    "empty-corpus": [500, DEFECT],
    "publish-refused": [500, DEFECT],
    internal: [500, DEFECT],
  };

/** The phrases of RFC 9110 for the statuses in the table. */
export const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** Long enough for a store to recover from a brief failure, short enough for people to wait. */
const RETRY_AFTER_SECONDS = "5";

/** A problem and the headers that go with its status. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
}

/** Describes any error, without details that callers must not see. */
export function describeProblem(error: unknown, requestId: string): ProblemAnswer {
  const code = codeOf(error);
  const [status, publicDetail] = PROBLEMS[code];
  const ownDetail = error instanceof RequestError ? error.publicDetail : undefined;
  const detail = ownDetail ?? publicDetail ?? (error as Error).message;
  return {
    problem: {
      type: `${PROBLEM_PAGES}${code}`,
      title: TITLES[status] ?? "",
      status,
      detail,
      code,
      requestId,
    },
    headers: {
      ...(error instanceof RequestError && error.headers),
      ...(status === 503 && { "Retry-After": RETRY_AFTER_SECONDS }),
    },
  };
}

function codeOf(error: unknown): ProblemCode {
  return error instanceof RequestError || error instanceof DatelineError ? error.code : "internal";
}
