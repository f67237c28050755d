import {
  Agent,
  createServer,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { drawFault, type FaultKind } from "./fault-kinds.ts";

const LOST_RESPONSE_MS = 4_000;
const LONGEST_DELAY_MS = 800;
const LATEST_LATE_MS = 4_000;
const BURST_MS = 300;
const DRIP_BYTES = 64;
const DRIP_PAUSE_MS = 40;

export interface ProxiedRequest {
  readonly method: string;
  /** Such as `/bucket/key?list-type=2`. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface ProxiedAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** Sends a request to the server behind the proxy. */
export type Forward = (request: ProxiedRequest) => Promise<ProxiedAnswer>;

export interface FaultProxyOptions {
  readonly target: string;
  readonly random: () => number;
  /** Share of requests to which something happens; asked at each. */
  readonly faultShare: () => number;
  readonly onFault: (kind: FaultKind, request: ProxiedRequest) => void;
  /**
   * Called when a request comes, before anything happens to it.
   *
   * @returns what sends it on, once or several times, now or later
   */
  readonly route: (request: ProxiedRequest, forward: Forward) => Forward;
}

/** A proxy for one process. */
export interface FaultProxy {
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** Waits for writes that are still on their way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Stands between one process and an S3 server and does to its requests what networks and servers do. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true });
  const late = new Set<Promise<unknown>>();
  const exchange = new FaultyExchanges(options, {
    forward: (request) => send(options.target, request, agent),
    late,
  });
  const server = createServer((incoming, outgoing) => {
    exchange.serve(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    idle: async () => {
      await Promise.allSettled(late);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
}

class FaultyExchanges {
  readonly #options: FaultProxyOptions;
  readonly #forward: Forward;
  readonly #late: Set<Promise<unknown>>;
  #burstUntil = 0;

  constructor(
    options: FaultProxyOptions,
    { forward, late }: { readonly forward: Forward; readonly late: Set<Promise<unknown>> },
  ) {
    this.#options = options;
    this.#forward = forward;
    this.#late = late;
  }

  async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = "GET", url = "/", headers } = incoming;
    const request = { method, url, headers, body: Buffer.concat(chunks) };
    const forward = this.#options.route(request, this.#forward);
    const fault = this.#draw(request);
    if (fault !== null) this.#options.onFault(fault, request);
    const reset = () => incoming.socket.destroy();
    switch (fault) {
      case "reset-before":
        return void reset();
      case "slow-down":
        this.#burstUntil = Date.now() + BURST_MS * this.#options.random();
        return answer(outgoing, errorAnswer(503, "SlowDown"));
      case "error-before":
        return answer(outgoing, errorAnswer(500, "InternalError"));
      case "late":
        reset();
        return void this.#later(async () => await forward(request));
      case "delay":
        await sleep(this.#options.random() * LONGEST_DELAY_MS);
        break;
      case "duplicate":
        await forward(request);
        break;
    }
    const reply = await forward(request);
    switch (fault) {
      case "reset-after":
        return void reset();
      case "error-after":
        return answer(outgoing, errorAnswer(500, "InternalError"));
      case "lost-response":
        await sleep(LOST_RESPONSE_MS);
        return void reset();
      case "truncate":
        return await truncate(outgoing, reply, Math.floor(this.#options.random() * reply.body.length));
      case "flip":
        return answer(outgoing, { ...reply, body: this.#flip(reply.body) });
      case "drip":
        return await drip(outgoing, reply);
      default:
        return answer(outgoing, reply);
    }
  }

  #draw({ method }: ProxiedRequest): FaultKind | null {
    const isRead = method === "GET";
    const drawn = drawFault(this.#options.random, { share: this.#options.faultShare(), isRead });
    return Date.now() < this.#burstUntil ? "slow-down" : drawn;
  }

  #later(run: () => Promise<unknown>): void {
    const done = sleep(this.#options.random() * LATEST_LATE_MS)
      .then(run)
      .catch(() => {})
      .finally(() => this.#late.delete(done));
    this.#late.add(done);
  }

  #flip(body: Buffer): Buffer {
    if (body.length === 0) return body;
    const flipped = Buffer.from(body);
    const at = Math.floor(this.#options.random() * body.length);
    flipped[at] = (flipped[at] as number) ^ (1 << Math.floor(this.#options.random() * 8));
    return flipped;
  }
}

async function send(
  target: string,
  { method, url, headers, body }: ProxiedRequest,
  agent: Agent,
): Promise<ProxiedAnswer> {
  return await new Promise((resolve, reject) => {
    const outgoing = sendRequest(new URL(url, target), { method, headers, agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        resolve({
          status: incoming.statusCode ?? 502,
          headers: incoming.headers,
          body: Buffer.concat(chunks),
        });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function errorAnswer(status: number, code: string): ProxiedAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>injected</Message></Error>`;
  return { status, headers: { "content-type": "application/xml" }, body: Buffer.from(body) };
}

function headersOf({ headers, body }: ProxiedAnswer, isHead: boolean): IncomingMessage["headers"] {
  const { "transfer-encoding": _, ...others } = headers;
  return isHead ? others : { ...others, "content-length": String(body.length) };
}

function answer(outgoing: ServerResponse, reply: ProxiedAnswer): void {
  if (outgoing.destroyed) return;
  const isHead = outgoing.req.method === "HEAD";
  outgoing.writeHead(reply.status, headersOf(reply, isHead));
  outgoing.end(isHead ? undefined : reply.body);
}

async function truncate(outgoing: ServerResponse, reply: ProxiedAnswer, bytes: number): Promise<void> {
  if (outgoing.destroyed) return;
  outgoing.writeHead(reply.status, headersOf(reply, false));
  outgoing.write(reply.body.subarray(0, bytes));
  await sleep(5);
  outgoing.destroy();
}

async function drip(outgoing: ServerResponse, reply: ProxiedAnswer): Promise<void> {
  if (outgoing.destroyed) return;
  outgoing.writeHead(reply.status, headersOf(reply, false));
  const dripped = Math.min(reply.body.length, 20 * DRIP_BYTES);
  for (let at = 0; at < dripped && !outgoing.destroyed; at += DRIP_BYTES) {
    outgoing.write(reply.body.subarray(at, Math.min(dripped, at + DRIP_BYTES)));
    await sleep(DRIP_PAUSE_MS);
  }
  outgoing.end(reply.body.subarray(dripped));
}
