import { DatelineClientError } from "./client-error.ts";
import { parseRetryAfter } from "./parse-retry-after.ts";
import { statusError } from "./status-error.ts";

/** What the AWS SDK's errors may carry; none of it is sure to be there. */
interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly retryAfterSeconds?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown; readonly requestId?: unknown };
}

/** Makes an error of what `LambdaClient.send` threw: the function did not run, or nobody knows whether it did. */
export function invocationError(
  error: unknown,
  { action, functionName }: { readonly action: string; readonly functionName: string },
): DatelineClientError {
  const { name, code, retryAfterSeconds, $metadata } = Object(error) as SdkError;
  const text = `Cannot ${action}: the function ${functionName} cannot be invoked, ${reasonOf(error)}`;
  const status = $metadata?.httpStatusCode;
  // A success that threw is an answer whose end never came.
  if (typeof status !== "number" || status < 300) {
    if (/ProviderError$/.test(String(name)))
      return new DatelineClientError("unauthorized", text, { cause: error });
    const isNetwork = typeof code === "string" || name === "TimeoutError";
    const kind = isNetwork ? "network" : "unavailable";
    return new DatelineClientError(kind, text, { cause: error, isRetryable: isNetwork });
  }
  const { kind, isRetryable } = statusError({ action, status, body: undefined });
  return new DatelineClientError(kind === "bad-response" ? "unavailable" : kind, text, {
    cause: error,
    status,
    code: String(name),
    requestId: typeof $metadata?.requestId === "string" ? $metadata.requestId : undefined,
    retryAfterMs: typeof retryAfterSeconds === "string" ? parseRetryAfter(retryAfterSeconds) : undefined,
    isRetryable,
  });
}

/** The SDK adds advice for debugging below the first line, and has no words of its own for what is not Lambda's answer. */
function reasonOf(error: unknown): string {
  const { name, message, $metadata } = Object(error) as SdkError;
  if (name === "SyntaxError" || name === "Unknown") {
    return `the endpoint answered with the status ${String($metadata?.httpStatusCode)}`;
  }
  return `${String(message).split("\n", 1)[0]} (${String(name)})`;
}
