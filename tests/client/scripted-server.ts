import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

/** What the server does with one request, once its body has arrived. */
export type Reaction = (response: ServerResponse, request: IncomingMessage) => void;

interface ReceivedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** By `performance.now()`. */
  readonly receivedAt: number;
}

export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
}

/** Starts a real server on loopback that plays one reaction for each request; the last one for all that follow. */
export async function startScriptedServer(...reactions: readonly Reaction[]): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    const reaction = reactions[Math.min(requests.length, reactions.length - 1)];
    const url = new URL(request.url ?? "", "http://loopback");
    const entry = {
      method: request.method ?? "",
      url,
      headers: request.headers,
      receivedAt: performance.now(),
    };
    const index = requests.push({ ...entry, body: "" }) - 1;
    requests[index] = { ...entry, body: await readBody(request) };
    reaction?.(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, requests };
}

export function answer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = { "content-type": "application/json" },
): Reaction {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return (response) => response.writeHead(status, headers).end(text);
}

/** Never answers. */
export const hang: Reaction = () => {};

/** Drops the connection before answering. */
export const reset: Reaction = (_, request) => request.socket.destroy();

/** Sends the head and half of the body, then drops the connection. */
export function cut(body: unknown): Reaction {
  return (response, request) => {
    const text = JSON.stringify(body);
    response.writeHead(200, { "content-type": "application/json", "content-length": text.length });
    response.write(text.slice(0, text.length / 2), () => setTimeout(() => request.socket.destroy(), 20));
  };
}

/** Sends the head and half of the body, then nothing more. */
export function stall(body: unknown): Reaction {
  return (response) => {
    const text = JSON.stringify(body);
    response.writeHead(200, { "content-type": "application/json", "content-length": text.length });
    response.write(text.slice(0, text.length / 2));
  };
}

/** A port of loopback that nobody listens on. */
export async function unusedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
