import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { createMcpServer, type McpServerOptions } from "./create-mcp-server.ts";

export interface McpStreams {
  readonly stdin: NodeJS.ReadableStream;
  /** The protocol has it for itself. */
  readonly stdout: NodeJS.WritableStream;
}

/** Answers the messages of a stream until it ends. */
export async function serveMcpStreams(streams: McpStreams, options: McpServerOptions): Promise<void> {
  const ended = once(streams.stdin, "end");
  const server = createMcpServer(options);
  const transport = new StdioServerTransport(streams.stdin as Readable, streams.stdout as Writable);
  await server.connect(transport);
  await ended;
  await server.close();
}
