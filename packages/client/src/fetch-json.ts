import { DatelineClientError } from "./client-error.ts";
import { parseRetryAfter } from "./parse-retry-after.ts";
import { statusError } from "./status-error.ts";

/** The part of `fetch` that the client uses. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

export interface FetchJsonOptions {
  readonly action: string;
  readonly fetch: FetchLike;
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly body?: string;
}

/**
 * Sends one request and parses its answer as JSON; `null` for an answer without content.
 *
 * @throws DatelineClientError of any kind but `timeout` and `aborted`
 */
export async function fetchJson(url: string, options: FetchJsonOptions): Promise<unknown> {
  const { action, fetch, ...init } = options;
  const { origin } = new URL(url);
  const { response, text } = await exchange();
  // Browsers report the status of a redirect as 0.
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
    const advice = "set baseUrl to its target";
    throw badResponse(response, `Cannot ${action}: ${origin} answered with a redirect, ${advice}`);
  }
  const body = response.status === 204 ? null : parseJson(text);
  if (!response.ok) throw toError(response, body);
  if (body !== undefined) return body;
  throw badResponse(response, `Cannot ${action}: ${origin} did not answer with JSON`);

  async function exchange(): Promise<{ response: Response; text: string }> {
    try {
      // Following a redirect would send the API key to another origin and turn POST into GET.
      const response = await fetch(url, { ...init, redirect: "manual" });
      return { response, text: await response.text() };
    } catch (cause) {
      const message = `Cannot ${action}: ${origin} could not be reached, or the connection broke${reasonOf(cause)}`;
      throw new DatelineClientError("network", message, { cause, isRetryable: true });
    }
  }

  function toError({ status, headers }: Response, body: unknown): DatelineClientError {
    const requestId = requestIdOf(headers);
    const retryAfterMs = parseRetryAfter(headers.get("retry-after"));
    return statusError({ action, status, body, requestId, retryAfterMs });
  }
}

function badResponse({ status, headers }: Response, message: string): DatelineClientError {
  return new DatelineClientError("bad-response", message, { status, requestId: requestIdOf(headers) });
}

/** Function URLs and API Gateway always set the second header. */
function requestIdOf(headers: Headers): string | undefined {
  return headers.get("x-request-id") ?? headers.get("x-amzn-requestid") ?? undefined;
}

/**
 * Node's fetch says only "fetch failed" and keeps the reason, such as `ECONNREFUSED`, in the cause. Browsers
 * hide it.
 */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === undefined ? "" : ` (${String(code)})`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
