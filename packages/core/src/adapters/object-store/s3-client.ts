import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { elapsedSince, momentNow } from "../../clock/elapsed-time.ts";
import { statusOf } from "./s3-errors.ts";

/** How to reach S3. Defaults come from the standard AWS environment variables and configuration files. */
export interface S3ClientOptions {
  readonly region?: string | undefined;
  /** An S3-compatible server, such as `http://127.0.0.1:7070`. */
  readonly endpoint?: string | undefined;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`; default if there is an endpoint. */
  readonly forcePathStyle?: boolean | undefined;
  readonly credentials?: S3ClientConfig["credentials"];
  /** Maximum number of attempts at one request, including the first. */
  readonly maxAttempts?: number | undefined;
  readonly connectTimeoutMs?: number | undefined;
  /** Maximum silence on a connection during a request or its response. */
  readonly idleTimeoutMs?: number | undefined;
  /** Maximum time from the start of a request to the head of its response. */
  readonly requestTimeoutMs?: number | undefined;
  /** Called for every request on the wire, including retries. */
  readonly onRequest?: ((request: S3Request) => void) | undefined;
}

/** An object in a bucket, and the client that reads it. */
export interface S3Object {
  readonly client: S3Client;
  readonly target: { readonly Bucket: string; readonly Key: string; readonly VersionId?: string };
  /** The caller's key, without the store's prefix, for messages. */
  readonly key: string;
  /**
   * Maximum number of attempts for failures that the SDK does not retry: interrupted bodies, transient
   * conflicts.
   */
  readonly maxAttempts: number;
  /** Maximum silence on a connection, and base time limit of a body (see `transferDeadlineMs`). */
  readonly idleTimeoutMs: number;
}

/** One request on the wire. */
export interface S3Request {
  /** S3's name for it, such as `GetObject`. */
  readonly operation: string;
}

export const DEFAULT_MAX_ATTEMPTS = 4;
const DEFAULT_CONNECT_TIMEOUT_MS = 5_000;
export const DEFAULT_IDLE_TIMEOUT_MS = 20_000;
/** Long enough for four concurrent parts of 8 MiB on 1 Mbit/s. */
const DEFAULT_REQUEST_TIMEOUT_MS = 300_000;

/**
 * Creates the SDK's client with Dateline's settings. Its "standard" retry mode does what AWS recommends:
 * exponential backoff with full jitter, `Retry-After`, a longer base for throttling, and a token bucket that
 * stops retries if everything fails
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html). It covers a request up to
 * the head of its response. The store retries interrupted bodies.
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
    // The store states and checks sha256 itself. The SDK's CRC would read everything a second time.
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

/** Wraps every attempt, because the deserialize step is inside the SDK's retry loop. */
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

/** The second argument of `client.send`. */
export function sendOptions(abortSignal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return abortSignal === undefined ? {} : { abortSignal };
}

/**
 * Do not use connections that were idle for longer. S3 closes them after about 20 seconds, which a frozen
 * process does not notice.
 */
const MAX_IDLE_MS = 4_000;
/** The SDK's default. */
const MAX_SOCKETS = 50;

/**
 * Connections of an S3 client. Lambda freezes a process between requests for minutes, so that seemingly open
 * connections may be dead, and a request on one would wait in vain. Closes connections that were idle for long
 * before a request, and all idle ones after a failure.
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
