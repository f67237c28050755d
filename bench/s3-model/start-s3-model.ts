import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export interface S3ModelOptions {
  /** From a request to the first byte of its response; default 30. */
  readonly firstByteMs?: number;
  /** Shared bandwidth of all responses, and of all request bodies; default 75,000,000. */
  readonly bytesPerSecond?: number;
}

export interface S3Model {
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** Since the start or the last `clear`. */
  readonly traffic: { readonly requests: readonly string[]; readonly receivedBytes: number };
  clear(): void;
  stop(): Promise<void>;
}

const DEFAULT_FIRST_BYTE_MS = 30;
const DEFAULT_BYTES_PER_SECOND = 75e6;
/** Shorter sleeps take longer than requested. */
const LEAST_SLEEP_MS = 2;

/**
 * A proxy that gives a local S3 server the latency and bandwidth of S3 as seen from a Lambda function: a delay before each
 * response, and a bandwidth limit over all connections. Both figures are from public reports. Forwards the client's
 * `Host`, so that signatures stay valid.
 */
export async function startS3Model(target: string, options: S3ModelOptions = {}): Promise<S3Model> {
  const traffic = { requests: [] as string[], receivedBytes: 0 };
  const firstByteMs = options.firstByteMs ?? DEFAULT_FIRST_BYTE_MS;
  const line = new SharedLine(options.bytesPerSecond ?? DEFAULT_BYTES_PER_SECOND);
  const server = createServer((incoming, outgoing) => {
    const { method, url = "/", headers } = incoming;
    traffic.requests.push(`${method} ${new URL(url, target).pathname} ${headers.range ?? ""}`.trimEnd());
    const count = (bytes: number) => {
      traffic.receivedBytes += bytes;
    };
    answer(target, { incoming, outgoing, line, firstByteMs, count }).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    traffic,
    clear: () => {
      traffic.requests.length = 0;
      traffic.receivedBytes = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Limits the bytes per second, shared by all users. */
export class SharedLine {
  readonly #bytesPerMs: number;
  readonly #now: () => number;
  #freeAt = 0;

  constructor(bytesPerSecond: number, now: () => number = () => performance.now()) {
    this.#bytesPerMs = bytesPerSecond / 1_000;
    this.#now = now;
  }

  /** @returns milliseconds until the last of these bytes has arrived */
  take(bytes: number): number {
    const now = this.#now();
    this.#freeAt = Math.max(now, this.#freeAt) + bytes / this.#bytesPerMs;
    return this.#freeAt - now;
  }
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly line: SharedLine;
  readonly firstByteMs: number;
  readonly count: (bytes: number) => void;
}

async function answer(target: string, exchange: Exchange): Promise<void> {
  const { incoming, outgoing, line, firstByteMs, count } = exchange;
  const [received] = await Promise.all([forward(target, incoming), sleep(firstByteMs)]);
  outgoing.writeHead(received.statusCode ?? 502, received.headers);
  for await (const chunk of received as AsyncIterable<Buffer>) {
    count(chunk.length);
    const waitMs = line.take(chunk.length);
    if (waitMs >= LEAST_SLEEP_MS) await sleep(waitMs);
    if (!outgoing.write(chunk)) await new Promise((resolve) => outgoing.once("drain", resolve));
  }
  outgoing.end();
}

async function forward(target: string, incoming: IncomingMessage): Promise<IncomingMessage> {
  const { method, headers } = incoming;
  return await new Promise((resolve, reject) => {
    const onward = sendRequest(new URL(incoming.url ?? "/", target), { method, headers }, resolve);
    onward.on("error", reject);
    incoming.pipe(onward);
  });
}
