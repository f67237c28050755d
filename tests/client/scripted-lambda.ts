import { LambdaClient } from "@aws-sdk/client-lambda";
import { createLambdaClient, type LambdaClientOptions } from "@dateline-search/client/lambda";
import { answer, type Reaction, startScriptedServer } from "./scripted-server.ts";

/**
 * A client that invokes a stand-in for Lambda: a real HTTP endpoint that answers the Invoke API
 * (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html) from a script and checks no signature.
 */
export async function startScriptedLambda(
  reactions: readonly Reaction[],
  options: Partial<LambdaClientOptions> = {},
) {
  const server = await startScriptedServer(...reactions);
  return {
    ...server,
    client: createLambdaClient({ ...options, functionName: "search", client: sdk(server.url) }),
  };
}

/** The real SDK, pointed elsewhere. */
export function sdk(endpoint: string): LambdaClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new LambdaClient({ endpoint, region: "eu-west-1", maxAttempts: 1, credentials });
}

/** What the handler returned. */
export function payload(value: unknown): Reaction {
  return answer(200, value, { "x-amzn-requestid": "invoke-1" });
}

/** A handler that failed. */
export function functionError(value: unknown): Reaction {
  return answer(200, value, { "x-amzn-requestid": "invoke-1", "x-amz-function-error": "Unhandled" });
}

/** Lambda itself refuses; the handler did not run. */
export function serviceError(
  status: number,
  type: string,
  headers: Readonly<Record<string, string>> = {},
): Reaction {
  return answer(
    status,
    { message: `a ${type}` },
    { "x-amzn-errortype": type, "x-amzn-requestid": "invoke-1", ...headers },
  );
}
