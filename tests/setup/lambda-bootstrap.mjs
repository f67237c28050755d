/**
 * The part of Lambda's Node runtime that the tests need: loads a handler and serves it through the Runtime API
 * (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, _HANDLER, AWS_LAMBDA_FUNCTION_NAME } = process.env;
const api = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;

const handler = await loadHandler();
for (;;) await serveOne();

async function loadHandler() {
  const [file, name] = _HANDLER.split(".");
  try {
    const module = await import(pathToFileURL(join(LAMBDA_TASK_ROOT, `${file}.mjs`)).href);
    if (typeof module[name] !== "function") throw new Error(`${file}.mjs exports no function ${name}`);
    return module[name];
  } catch (error) {
    await post("init/error", toError(error));
    process.exit(1);
  }
}

async function serveOne() {
  // The emulator has gone: so does its runtime.
  const next = await fetch(`${api}/invocation/next`).catch(() => process.exit(0));
  const requestId = next.headers.get("lambda-runtime-aws-request-id");
  const deadlineMs = Number(next.headers.get("lambda-runtime-deadline-ms"));
  const context = {
    awsRequestId: requestId,
    functionName: AWS_LAMBDA_FUNCTION_NAME,
    invokedFunctionArn: next.headers.get("lambda-runtime-invoked-function-arn"),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
  const event = await next.json();
  try {
    const answer = await handler(event, context);
    await post(`invocation/${requestId}/response`, answer ?? null);
  } catch (error) {
    await post(`invocation/${requestId}/error`, toError(error));
  }
}

async function post(path, body) {
  const response = await fetch(`${api}/${path}`, { method: "POST", body: JSON.stringify(body) });
  await response.arrayBuffer();
}

function toError(error) {
  const { name = "Error", message = String(error), stack = "" } = error ?? {};
  return { errorType: name, errorMessage: message, stackTrace: stack.split("\n") };
}
