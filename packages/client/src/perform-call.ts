import {
  checkArticleResult,
  checkFacetsResult,
  checkGenerationStatus,
  checkSearchesResult,
  checkSearchResult,
  checkSimilarResult,
  checkSimilarTextResult,
  checkSparseSearchResult,
  checkStoryResult,
} from "./answer-checks.ts";
import type {
  ArticleResult,
  FacetsResult,
  GenerationStatus,
  SearchesResult,
  SearchResult,
  SimilarResult,
  SimilarTextResult,
  SparseSearchResult,
  StoryResult,
} from "./answers.ts";
import type { CallOptions, SearchOptions, SearchRequest, SimilarTextOptions } from "./call-options.ts";
import type { CallSettings } from "./call-settings.ts";
import type { Check } from "./check-shape.ts";
import { DatelineClientError } from "./client-error.ts";
import { Deadline, type DeadlineOptions } from "./deadline.ts";

const BASE_DELAY_MS = 100;

const MAX_DELAY_MS = 5_000;

interface RetryOptions extends DeadlineOptions {
  /** Maximum number of retries. */
  readonly retries: number;
}

/** A kind of call: its names in messages and the check of its answer. `T` is the type of the answer. */
export interface CallKind<T> {
  readonly action: string;
  readonly answer: string;
  readonly check: Check;
  /** For the type checker only: the type that the check verifies. */
  readonly type?: T;
}

const SEARCH: CallKind<SearchResult> = {
  action: "search",
  answer: "a search result",
  check: checkSearchResult,
};
/** A search for some fields of the hits. */
const SPARSE_SEARCH: CallKind<SparseSearchResult> = { ...SEARCH, check: checkSparseSearchResult };
export const SEARCHES: CallKind<SearchesResult> = {
  action: "search",
  answer: "a list of search results",
  check: checkSearchesResult,
};
export const ARTICLE: CallKind<ArticleResult> = {
  action: "read the article",
  answer: "an article",
  check: checkArticleResult,
};
export const STORY: CallKind<StoryResult> = {
  action: "read the story",
  answer: "a story",
  check: checkStoryResult,
};
export const SIMILAR: CallKind<SimilarResult> = {
  action: "find similar articles",
  answer: "a list of similar articles",
  check: checkSimilarResult,
};
export const SIMILAR_TO_TEXT: CallKind<SimilarTextResult> = {
  action: "find articles similar to a text",
  answer: "a list of similar articles",
  check: checkSimilarTextResult,
};
export const FACETS: CallKind<FacetsResult> = {
  action: "count articles",
  answer: "counts of articles",
  check: checkFacetsResult,
};
export const GENERATION: CallKind<GenerationStatus> = {
  action: "read the generation",
  answer: "a generation status",
  check: checkGenerationStatus,
};
export const REFRESH: CallKind<GenerationStatus> = { ...GENERATION, action: "refresh the index" };

/**
 * Performs a call, with retries if they may help, and validates the answer. Retries are safe by default: searches only
 * read, and a refresh is idempotent.
 *
 * @param send one attempt; resolves with the parsed body of a success
 */
export async function performCall<T>(
  kind: CallKind<T>,
  options: CallOptions & CallSettings,
  send: (signal: AbortSignal) => Promise<unknown>,
): Promise<T> {
  const { action, answer, check } = kind;
  const { timeoutMs, retries, signal } = options;
  const body = await callWithRetries({ action, timeoutMs, retries, signal }, send);
  const wrong = check(body, "");
  if (wrong === undefined) return body as T;
  const where = wrong === "" ? "it is not an object" : `${wrong} is missing or of another type`;
  throw new DatelineClientError("bad-response", `Cannot ${action}: the answer is not ${answer}, ${where}`);
}

/** The answer shape that a search expects. */
export function kindOfSearch({ fields }: SearchOptions): CallKind<SearchResult | SparseSearchResult> {
  return fields === undefined ? SEARCH : SPARSE_SEARCH;
}

/**
 * @throws DatelineClientError `invalid-query` if the query is not a string, because a URL would turn it into one, such as
 *   "undefined"
 */
export function toSearchRequest(query: string, options: SearchOptions): SearchRequest {
  return { query: requireString("search", "query", query), ...withoutCallOptions(options) };
}

/** @throws DatelineClientError `invalid-query` when the text is not a string */
export function toSimilarTextRequest(text: string, options: SimilarTextOptions): object {
  return { text: requireString(SIMILAR_TO_TEXT.action, "text", text), ...withoutCallOptions(options) };
}

/** Removes the options that are not sent to the server. */
export function withoutCallOptions<T extends CallOptions>({
  timeoutMs: _timeoutMs,
  signal: _signal,
  ...request
}: T): Omit<T, keyof CallOptions> {
  return request;
}

/** @throws DatelineClientError `invalid-query` when the id is not a string or is empty */
export function toId(action: string, id: string): string {
  if (requireString(action, "id", id) !== "") return id;
  throw new DatelineClientError("invalid-query", `Cannot ${action}: the id is empty`);
}

function requireString(action: string, name: string, value: string): string {
  if (typeof value === "string") return value;
  throw new DatelineClientError(
    "invalid-query",
    `Cannot ${action}: the ${name} must be a string, it is ${value}`,
  );
}

/**
 * Retries until an attempt succeeds or fails permanently, or time is up. Does not start a wait that would outlast the
 * deadline, so the caller learns at once what failed and how long to wait.
 *
 * @throws DatelineClientError of the last attempt, or `timeout` or `aborted`
 */
async function callWithRetries<T>(
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
        // An aborted attempt can fail with any error, so check the signal first.
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
 * A random delay below an exponentially growing limit ("full jitter", which spreads clients best:
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), on top of what the server asks
 * for.
 *
 * @returns Infinity if a retry cannot help
 */
function delayAfter(error: unknown, failures: number): number {
  if (!(error instanceof DatelineClientError) || !error.isRetryable) return Number.POSITIVE_INFINITY;
  const limitMs = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** failures);
  return (error.retryAfterMs ?? 0) + Math.random() * limitMs;
}
