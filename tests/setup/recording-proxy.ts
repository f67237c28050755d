import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from "node:http";

/** `forward` to the server behind, `hang` without an answer, or `reset` the connection as a dead server would. */
export type ProxyBehaviour = "forward" | "hang" | "reset";

export interface RecordingProxy {
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** Method and path of every request since the start or the last `clear`. */
  readonly requests: readonly string[];
  /** Bytes of bodies in the same time. */
  readonly traffic: { readonly sentBytes: number; readonly receivedBytes: number };
  clear(): void;
  behave(behaviour: ProxyBehaviour): void;
  /** Every request waits so long before it goes on. */
  delay(delayMs: number): void;
  stop(): Promise<void>;
}

/**
 * Stands between a client and an HTTP server: writes down what is asked, and can play dead. Passes the client's `Host` on,
 * so that signatures stay valid.
 */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const requests: string[] = [];
  const traffic = { sentBytes: 0, receivedBytes: 0 };
  let behaviour: ProxyBehaviour = "forward";
  let delayMs = 0;
  const server = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method} ${new URL(incoming.url ?? "/", target).pathname}`);
    if (behaviour === "reset") incoming.socket.destroy();
    else if (behaviour === "forward") {
      setTimeout(() => forward(target, { incoming, outgoing, traffic }), delayMs);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    traffic,
    clear: () => {
      requests.length = 0;
      traffic.sentBytes = 0;
      traffic.receivedBytes = 0;
    },
    behave: (next) => {
      behaviour = next;
      // Those that hang learn of it.
      if (next !== "hang") server.closeAllConnections();
    },
    delay: (ms) => {
      delayMs = ms;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Counts on. */
  readonly traffic: { sentBytes: number; receivedBytes: number };
}

function forward(target: string, { incoming, outgoing, traffic }: Exchange): void {
  const { method, headers } = incoming;
  const onward = sendRequest(new URL(incoming.url ?? "/", target), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on("data", (chunk: Buffer) => {
      traffic.receivedBytes += chunk.length;
    });
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  incoming.on("data", (chunk: Buffer) => {
    traffic.sentBytes += chunk.length;
  });
  incoming.pipe(onward);
}
