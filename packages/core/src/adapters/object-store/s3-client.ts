import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { FreshConnections } from "./fresh-connections.ts";

/** How to reach S3. Defaults come from the standard AWS environment variables and configuration files. */
export interface S3ClientOptions {
  readonly region?: string | undefined;
  /** A custom S3 server, such as `http://127.0.0.1:7070`. */
  readonly endpoint?: string | undefined;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`; the default with a custom endpoint. */
  readonly forcePathStyle?: boolean | undefined;
  readonly credentials?: S3ClientConfig["credentials"];
  /** Attempts at one request, including the first. */
  readonly maxAttempts?: number | undefined;
  readonly connectTimeoutMs?: number | undefined;
  /** Longest silence on a connection during a request or its response. */
  readonly idleTimeoutMs?: number | undefined;
  /** Longest time from sending a request, with its body, to the response headers. */
  readonly requestTimeoutMs?: number | undefined;
  /** Called for every request on the wire, retries included. */
  readonly onRequest?: ((request: S3Request) => void) | undefined;
}

/** An object in a bucket, and the client to reach it. */
export interface S3Object {
  readonly client: S3Client;
  readonly target: { readonly Bucket: string; readonly Key: string };
  /** The caller's key, without the store's prefix, for messages. */
  readonly key: string;
  /** For what the SDK does not retry: interrupted bodies and transient conflicts. */
  readonly maxAttempts: number;
  /** Longest silence on a connection, and the base time limit of a body (see `transferDeadlineMs`). */
  readonly idleTimeoutMs: number;
}

/** One request on the wire. */
export interface S3Request {
  /** S3's name of it, such as `GetObject`. */
  readonly operation: string;
}

export const DEFAULT_MAX_ATTEMPTS = 4;
const DEFAULT_CONNECT_TIMEOUT_MS = 5_000;
export const DEFAULT_IDLE_TIMEOUT_MS = 20_000;
/** Lets four concurrent parts of 8 MiB through 1 Mbit/s. */
const DEFAULT_REQUEST_TIMEOUT_MS = 300_000;

/**
 * The SDK's client with Dateline's settings. Its "standard" retry mode follows AWS's advice: exponential
 * back-off with full jitter, `Retry-After`, a longer base for throttling, and a token bucket that stops
 * retries when everything fails
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html). It covers a request up to
 * the response headers; the store handles interrupted bodies.
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
    // The store sends and verifies sha256 itself. The SDK's CRC would read everything twice.
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

/** The deserialize step is inside the SDK's retry loop, so it runs once per attempt. */
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

/** Options of `client.send` besides the command. */
export function sendOptions(abortSignal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return abortSignal === undefined ? {} : { abortSignal };
}
