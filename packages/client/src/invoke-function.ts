import { InvokeCommand, type InvokeCommandOutput, type LambdaClient } from "@aws-sdk/client-lambda";
import { DatelineClientError } from "./client-error.ts";
import { parseRetryAfter } from "./parse-retry-after.ts";
import { asProblem, statusError } from "./status-error.ts";

/** Fields of the AWS SDK's errors, none of which is guaranteed. */
interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly retryAfterSeconds?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown; readonly requestId?: unknown };
}

export interface InvokeFunctionOptions {
  readonly action: string;
  readonly functionName: string;
  readonly qualifier: string | undefined;
  /** The event, as JSON. */
  readonly payload: string;
  readonly signal: AbortSignal;
}

/**
 * Invokes the function once and parses its answer as JSON.
 *
 * @throws DatelineClientError of any kind but `timeout` and `aborted`
 */
export async function invokeFunction(client: LambdaClient, options: InvokeFunctionOptions): Promise<unknown> {
  const { action, functionName, qualifier, payload, signal } = options;
  const command = new InvokeCommand({
    FunctionName: functionName,
    Payload: payload,
    ...(qualifier !== undefined && { Qualifier: qualifier }),
  });
  let output: InvokeCommandOutput;
  try {
    output = await client.send(command, { abortSignal: signal });
  } catch (error) {
    throw invocationError(error, { action, functionName });
  }
  return readPayload(output, { action, functionName });
}

function readPayload(
  output: InvokeCommandOutput,
  { action, functionName }: { readonly action: string; readonly functionName: string },
): unknown {
  const text = output.Payload?.transformToString() ?? "";
  const requestId = output.$metadata.requestId;
  const body = parseJson(text);
  const crash = crashOf(output, body, text);
  if (crash !== undefined) {
    const message = `Cannot ${action}: the function ${functionName} failed, ${crash.message} (${crash.code})`;
    // Equivalent to a 502 over HTTP, which is retried for the same reasons.
    const details = { code: crash.code, requestId, isRetryable: true };
    throw new DatelineClientError("unavailable", message, details);
  }
  if (body === undefined) {
    const message = `Cannot ${action}: the function ${functionName} did not answer with JSON`;
    throw new DatelineClientError("bad-response", message, { requestId });
  }
  const problem = asProblem(fieldOf(body, "problem"));
  if (problem !== undefined) throw statusError({ action, status: problem.status, body: problem, requestId });
  return body;
}

interface Crash {
  readonly code: string;
  readonly message: string;
}

/**
 * Detects a handler that threw, ran out of time or memory, or was not found. Lambda marks this with a header. Its
 * emulator does not, and reports a timeout as plain text.
 */
function crashOf(output: InvokeCommandOutput, body: unknown, text: string): Crash | undefined {
  const errorType = fieldOf(body, "errorType");
  const errorMessage = fieldOf(body, "errorMessage");
  const timeUp = /Task timed out after [\d.]+ seconds/.exec(text)?.[0];
  const isCrash =
    output.FunctionError !== undefined ||
    (typeof errorType === "string" && typeof errorMessage === "string") ||
    (body === undefined && timeUp !== undefined);
  if (!isCrash) return undefined;
  return {
    code: typeof errorType === "string" ? errorType : timeUp ? "Sandbox.Timedout" : "Unhandled",
    message: typeof errorMessage === "string" ? errorMessage : (timeUp ?? "without details"),
  };
}

function fieldOf(body: unknown, name: string): unknown {
  if (typeof body !== "object" || body === null) return undefined;
  return (body as Readonly<Record<string, unknown>>)[name];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Converts an error of `LambdaClient.send`, after which the function may or may not have run. */
function invocationError(
  error: unknown,
  { action, functionName }: { readonly action: string; readonly functionName: string },
): DatelineClientError {
  const { name, code, retryAfterSeconds, $metadata } = Object(error) as SdkError;
  const text = `Cannot ${action}: the function ${functionName} cannot be invoked, ${reasonOf(error)}`;
  const status = $metadata?.httpStatusCode;
  // An error with a success status means that the response was cut off.
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

/**
 * Drops the SDK's debugging advice after the first line. The SDK has no message of its own for a response
 * that is not Lambda's.
 */
function reasonOf(error: unknown): string {
  const { name, message, $metadata } = Object(error) as SdkError;
  if (name === "SyntaxError" || name === "Unknown") {
    return `the endpoint answered with the status ${String($metadata?.httpStatusCode)}`;
  }
  return `${String(message).split("\n", 1)[0]} (${String(name)})`;
}
