import { createServer } from "node:http";
import { Readable } from "node:stream";
import { onTestFinished } from "vitest";

/** Something that answers like a fetch handler, such as a Hono app. */
export interface WebApp {
  fetch(request: Request): Response | Promise<Response>;
}

/** Serves an app on loopback until the test ends. @returns its URL */
export async function serveApp(app: WebApp): Promise<string> {
  const server = createServer(async (incoming, outgoing) => {
    const { method = "GET", url = "/", headers } = incoming;
    const body = method === "GET" ? null : (Readable.toWeb(incoming) as ReadableStream);
    const response = await app.fetch(
      new Request(`http://${headers.host}${url}`, {
        method,
        headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
        body,
        duplex: "half",
      }),
    );
    outgoing.writeHead(response.status, [...response.headers].flat());
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return `http://127.0.0.1:${port}`;
}
