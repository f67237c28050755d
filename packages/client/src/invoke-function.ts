import { InvokeCommand, type InvokeCommandOutput, type LambdaClient } from "@aws-sdk/client-lambda";
import { DatelineClientError } from "./client-error.ts";
import { invocationError } from "./invocation-error.ts";
import { asProblem, statusError } from "./status-error.ts";

export interface InvokeFunctionOptions {
  readonly action: string;
  readonly functionName: string;
  readonly qualifier: string | undefined;
  /** The event, as JSON. */
  readonly payload: string;
  readonly signal: AbortSignal;
}

/**
 * Invokes the function once and reads its answer as JSON.
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
    // Over HTTP the same is a 502, which is safe to try again for the same reasons.
    const details = { code: crash.code, requestId, isRetryable: true };
    throw new DatelineClientError("unavailable", message, details);
  }
  if (body === undefined) {
    const message = `Cannot ${action}: the function ${functionName} answered with something else than JSON`;
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
 * A handler that threw, ran out of time or memory, or was not found. Lambda marks it in the head of the answer; its
 * emulator does not, and answers with a bare sentence when time is up.
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
    message: typeof errorMessage === "string" ? errorMessage : (timeUp ?? "it says no more"),
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
