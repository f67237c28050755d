import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { elapsedSince, momentNow } from "../../clock/elapsed-time.ts";
import { statusOf } from "./s3-errors.ts";

/** How to reach S3. What is not given comes from the standard AWS environment variables and configuration files. */
export interface S3ClientOptions {
  readonly region?: string | undefined;
  /** Another server that speaks S3, such as `http://127.0.0.1:7070`. */
  readonly endpoint?: string | undefined;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`; by default as soon as an endpoint is given. */
  readonly forcePathStyle?: boolean | undefined;
  readonly credentials?: S3ClientConfig["credentials"];
  /** Attempts at one request, the first included. */
  readonly maxAttempts?: number | undefined;
  readonly connectTimeoutMs?: number | undefined;
  /** Longest silence on a connection while a request or its answer is under way. */
  readonly idleTimeoutMs?: number | undefined;
  /** Longest time from sending a request, with its body, to the head of the answer. */
  readonly requestTimeoutMs?: number | undefined;
  /** Called for every request on the wire, retries included. */
  readonly onRequest?: ((request: S3Request) => void) | undefined;
}

/** One object in a bucket, and who to ask for it. */
export interface S3Object {
  readonly client: S3Client;
  readonly target: { readonly Bucket: string; readonly Key: string; readonly VersionId?: string };
  /** The key as the caller knows it, without the store's prefix, for messages. */
  readonly key: string;
  /** For what the SDK does not retry: bodies that break off, conflicts that pass. */
  readonly maxAttempts: number;
  /** Longest silence on a connection; a body may take so long, and more by its size (see `transferDeadlineMs`). */
  readonly idleTimeoutMs: number;
}

/** One request on the wire. */
export interface S3Request {
  /** As S3 calls it, such as `GetObject`. */
  readonly operation: string;
}

export const DEFAULT_MAX_ATTEMPTS = 4;
const DEFAULT_CONNECT_TIMEOUT_MS = 5_000;
export const DEFAULT_IDLE_TIMEOUT_MS = 20_000;
/** A part of 8 MiB, four at once, still fits through 1 Mbit/s. */
const DEFAULT_REQUEST_TIMEOUT_MS = 300_000;

/**
 * The SDK's client with Dateline's choices. Its "standard" retry mode does what AWS recommends: exponential back-off
 * with full jitter, `Retry-After`, a longer base for throttling, and a token bucket that stops retries when everything
 * fails (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html). It covers a request up to the
 * head of its answer; bodies that break off are the store's business.
 */
export function createS3Client(options: S3ClientOptions): S3Client {
  const { region, endpoint, credentials } = options;
  const connections = new FreshConnections();
  const client = new S3Client({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    forcePathStyle: options.forcePathStyle ?? endpoint !== undefined,
    retryMode: "standard",
    maxAttempts: options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
    // The store states and checks sha256 itself; the SDK's CRC on top would read everything twice.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      httpAgent: connections.httpAgent,
      httpsAgent: connections.httpsAgent,
      connectionTimeout: options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
      socketTimeout: options.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS,
      requestTimeout: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
  watchAttempts(client, connections, options.onRequest);
  return client;
}

/** The deserialize step lies inside the SDK's retry loop: it runs once for every attempt. */
function watchAttempts(
  client: S3Client,
  connections: FreshConnections,
  onRequest: S3ClientOptions["onRequest"],
): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      onRequest?.({ operation: (context.commandName ?? "").replace(/Command$/, "") });
      return await connections.use(() => next(args));
    },
    { step: "deserialize", name: "datelineAttempts" },
  );
}

/** What `client.send` takes beside a command. */
export function sendOptions(abortSignal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return abortSignal === undefined ? {} : { abortSignal };
}

/**
 * Servers close connections that are idle for longer, S3 after about 20 seconds. A frozen process does not
 * notice.
 */
const MAX_IDLE_MS = 4_000;
/** The SDK's default. */
const MAX_SOCKETS = 50;

/**
 * Connections of an S3 client. Lambda freezes a process between requests for minutes, so connections that it
 * believes open may be dead, and a request on one would wait for an answer that never comes. Long-idle
 * connections are closed instead of used, and all idle ones after a failure.
 */
class FreshConnections {
  readonly httpAgent = new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  readonly httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  #usedAt = momentNow();

  /** Wraps every attempt at a request. */
  async use<T>(attempt: () => Promise<T>): Promise<T> {
    if (elapsedSince(this.#usedAt) > MAX_IDLE_MS) this.#closeIdle();
    this.#usedAt = momentNow();
    try {
      return await attempt();
    } catch (error) {
      // An error response still proves that the server is reachable.
      if (statusOf(error) === undefined) this.#closeIdle();
      throw error;
    } finally {
      this.#usedAt = momentNow();
    }
  }

  /** Keeps connections in use. */
  #closeIdle(): void {
    for (const { freeSockets } of [this.httpAgent, this.httpsAgent]) {
      for (const socket of Object.values(freeSockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
    }
  }
}
