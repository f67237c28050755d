import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DatelineError } from "@dateline-search/core/errors";
import { getRequestListener } from "@hono/node-server";
import { closeWhenRead } from "./close-when-read.ts";

export interface ListenOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly fetch: Parameters<typeof getRequestListener>[0];
}

export interface LocalServer {
  /** Such as `http://localhost:4321`. */
  readonly url: string;
  /** Refuses new requests and lets running ones finish. */
  close(): Promise<void>;
}

/** Browsers keep connections open. Whatever still runs after this time is cut off. */
const CLOSE_TIMEOUT_MS = 2_000;

/**
 * Serves a fetch handler over HTTP.
 *
 * @throws DatelineError `invalid-input`, with what to do, when the address cannot be used
 */
export async function listen({ host, port, fetch }: ListenOptions): Promise<LocalServer> {
  const server = createServer(getRequestListener(fetch));
  closeWhenRead(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(cannotListen({ host, port }, cause)));
    server.listen(port, host, resolve);
  });
  const { port: given } = server.address() as AddressInfo;
  return { url: `http://${nameOf(host)}:${given}`, close: () => closeServer(server) };
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
  await closed;
  clearTimeout(timer);
}

/** A host name that a browser on this machine can open. */
function nameOf(host: string): string {
  if (host === "127.0.0.1" || host === "0.0.0.0" || host === "::" || host === "::1") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function cannotListen(
  { host, port }: { host: string; port: number },
  cause: NodeJS.ErrnoException,
): DatelineError {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE:
      "another program uses the port; stop it, or choose another port with --port (0 picks a free one)",
    EACCES: "this user may not use the port; choose one above 1023 with --port",
    EADDRNOTAVAIL: "the host is not an address of this machine; choose another with --host",
    ENOTFOUND: "the host is not an address of this machine; choose another with --host",
  };
  const reason = reasons[cause.code ?? ""] ?? cause.message;
  return new DatelineError("invalid-input", `Cannot listen on ${host}:${port}: ${reason}`, { cause });
}
