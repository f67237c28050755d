import { EventEmitter, once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CancelledNotificationSchema,
  isJSONRPCRequest,
  type RequestId,
} from "@modelcontextprotocol/sdk/types.js";
import { createMcpServer, type McpServerOptions } from "./create-mcp-server.ts";

export interface McpStreams {
  readonly stdin: NodeJS.ReadableStream;
  /** Reserved for the protocol. */
  readonly stdout: NodeJS.WritableStream;
}

/** Answers messages until the stream ends, including those still pending at that time. */
export async function serveMcpStreams(streams: McpStreams, options: McpServerOptions): Promise<void> {
  const ended = once(streams.stdin, "end");
  const server = createMcpServer(options);
  const transport = new StdioServerTransport(streams.stdin as Readable, streams.stdout as Writable);
  const answered = followRequests(transport);
  await server.connect(transport);
  await ended;
  await answered();
  await server.close();
}

/** @returns a function that waits until every received request is answered or cancelled */
function followRequests(transport: Transport): () => Promise<void> {
  const open = new Set<RequestId>();
  const changes = new EventEmitter();
  const close = (id: RequestId) => {
    open.delete(id);
    changes.emit("closed");
  };
  // The server calls this before its own handler.
  transport.onmessage = (message) => {
    if (isJSONRPCRequest(message)) open.add(message.id);
    const cancelled = CancelledNotificationSchema.safeParse(message).data?.params.requestId;
    if (cancelled !== undefined) close(cancelled);
  };
  const send = transport.send.bind(transport);
  transport.send = async (message, options) => {
    await send(message, options);
    if (!("method" in message) && message.id !== undefined) close(message.id);
  };
  return async () => {
    while (open.size > 0) await once(changes, "closed");
  };
}
