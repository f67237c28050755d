import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { createMcpServer, type McpServerOptions } from "./create-mcp-server.ts";

/** Answers one request of the streamable HTTP transport, without state, so that any container can take the next one. */
export async function answerMcpRequest(request: Request, options: McpServerOptions): Promise<Response> {
  const server = createMcpServer(options);
  // No session id generator means no sessions. JSON, because Lambda returns whole answers.
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(acceptingBoth(request));
  } finally {
    await server.close();
  }
}

/**
 * The transport requires clients to accept event streams too. Accepting JSON is enough here, because answers are
 * always JSON.
 */
function acceptingBoth(request: Request): Request {
  const accept = request.headers.get("accept") ?? "*/*";
  if (!/\*\/\*|application\/(?:\*|json)/i.test(accept)) return request;
  const headers = new Headers(request.headers);
  headers.set("accept", "application/json, text/event-stream");
  return new Request(request, { headers });
}
