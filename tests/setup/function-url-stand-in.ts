import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { LAMBDA_FUNCTION_NAME } from "./lambda-rie.ts";

export interface FunctionUrl {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Stands in for a Lambda function URL, which the emulator lacks: turns HTTP requests into events of payload format 2.0 and
 * answers back (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html). One after the other, since there
 * is one container.
 */
export async function startFunctionUrl(client: LambdaClient): Promise<FunctionUrl> {
  let last: Promise<void> = Promise.resolve();
  const server = createServer((request, response) => {
    last = last.then(() =>
      answer(client, request, response).catch((error) => {
        response.writeHead(502).end(String(error));
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  client: LambdaClient,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const event = await toEvent(request);
  const { Payload } = await client.send(
    new InvokeCommand({ FunctionName: LAMBDA_FUNCTION_NAME, Payload: JSON.stringify(event) }),
  );
  const { statusCode, headers, body, isBase64Encoded } = parseResult(Payload?.transformToString() ?? "");
  response.writeHead(statusCode, headers);
  response.end(request.method === "HEAD" ? "" : Buffer.from(body, isBase64Encoded ? "base64" : "utf8"));
}

interface HttpResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** A function URL makes a 502 of an error of the function, and of anything that is no HTTP answer. */
function parseResult(payload: string): HttpResult {
  const failure = { statusCode: 502, headers: {}, body: "Internal Server Error", isBase64Encoded: false };
  try {
    const result: unknown = JSON.parse(payload);
    const isHttp = typeof result === "object" && result !== null && "statusCode" in result;
    return isHttp ? (result as HttpResult) : failure;
  } catch {
    return failure;
  }
}

async function toEvent(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const [path = "/", query = ""] = (request.url ?? "/").split(/\?(.*)/s);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const isText = /json|text|xml/.test(headers["content-type"] ?? "");
  const http = { method: request.method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "" };
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    headers,
    requestContext: { domainName: headers["host"], http, requestId: "", stage: "$default" },
    ...(body.length > 0 && { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}
