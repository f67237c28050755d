import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { createMcpServer, type McpServerOptions } from "./create-mcp-server.ts";

/** Answers one request of the streamable HTTP transport. Nothing is kept between two, so any container can take the next. */
export async function answerMcpRequest(request: Request, options: McpServerOptions): Promise<Response> {
  const server = createMcpServer(options);
  // Without a generator of session ids there are no sessions; JSON because Lambda hands out whole answers.
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(acceptingBoth(request));
  } finally {
    await server.close();
  }
}

/**
 * Answers are JSON whatever is accepted, so a client that accepts JSON gets it. The transport insists on a client that takes
 * event streams too.
 */
function acceptingBoth(request: Request): Request {
  const accept = request.headers.get("accept") ?? "*/*";
  if (!/\*\/\*|application\/(?:\*|json)/i.test(accept)) return request;
  const headers = new Headers(request.headers);
  headers.set("accept", "application/json, text/event-stream");
  return new Request(request, { headers });
}
