import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { createMcpServer, type McpServerOptions } from "./create-mcp-server.ts";

/** Answers one request of the streamable HTTP transport. Nothing is kept between two, so any container can take the next. */
export async function answerMcpRequest(request: Request, options: McpServerOptions): Promise<Response> {
  const server = createMcpServer(options);
  // Without a generator of session ids there are no sessions; JSON because Lambda hands out whole answers.
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(request);
  } finally {
    await server.close();
  }
}
