import { rootCertificates } from "node:tls";
import type { Client } from "@opensearch-project/opensearch";
import { DatelineError, type ErrorCode } from "../errors.ts";
import type { EngineLocation } from "./engine-location.ts";

/** A request to the cluster, with path and body as in OpenSearch's documentation. */
export interface ClusterRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | "HEAD";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: object;
  /** Lines of JSON, for `_bulk` and `_msearch`. */
  readonly lines?: readonly (object | string)[];
  /** Error statuses to return instead of throwing. */
  readonly expected?: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

export interface ClusterAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Sends requests to a cluster. Throws a `DatelineError` without secrets. */
export interface ClusterClient {
  readonly location: EngineLocation;
  request(request: ClusterRequest): Promise<ClusterAnswer>;
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 30_000;
const RETRIES = 3;

/** Loads and configures the official client. Sends no request yet. */
export async function connect(location: EngineLocation): Promise<ClusterClient> {
  const client = await openClient(location);
  return {
    location,
    request: async (request) => await send(client, request),
    close: async () => await client.close(),
  };
}

async function openClient({ nodes, auth, ca }: EngineLocation): Promise<Client> {
  const { Client: OfficialClient } = await importClient();
  const options = {
    nodes: [...nodes],
    requestTimeout: REQUEST_TIMEOUT_MS,
    maxRetries: RETRIES,
    // Add Node's own certificates, which `ca` would replace.
    ...(ca !== undefined && { ssl: { ca: [...rootCertificates, ca] } }),
    ...(auth.kind === "basic" && { auth: { username: auth.username, password: auth.password } }),
  };
  if (auth.kind !== "sigv4") return new OfficialClient(options);
  const { AwsSigv4Signer } = await import("@opensearch-project/opensearch/aws-v3");
  const { S3Client } = await import("@aws-sdk/client-s3");
  // The S3 client provides the standard credential chain and renews credentials.
  const { config } = new S3Client({ region: auth.region });
  const getCredentials = async () => await config.credentials();
  return new OfficialClient({
    ...AwsSigv4Signer({ region: auth.region, service: auth.service, getCredentials }),
    ...options,
  });
}

async function importClient() {
  try {
    return await import("@opensearch-project/opensearch");
  } catch (cause) {
    const advice = 'install it: "npm install @opensearch-project/opensearch"';
    throw new DatelineError(
      "invalid-input",
      `Cannot connect to OpenSearch: its client is not installed; ${advice}`,
      {
        cause,
      },
    );
  }
}

async function send(client: Client, request: ClusterRequest): Promise<ClusterAnswer> {
  const { method, path, query = {}, body, lines, expected = [], signal } = request;
  const sent = client.transport.request(
    {
      method,
      path,
      querystring: { ...query },
      ...(body !== undefined && { body }),
      ...(lines !== undefined && { bulkBody: lines.map(toLine) }),
    },
    { ignore: [...expected] },
  );
  const abort = () => sent.abort?.();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    const { statusCode, body: answer } = await sent;
    return { status: statusCode ?? 0, body: answer };
  } catch (error) {
    throw failureOf(request, error, signal);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function toLine(line: object | string): string {
  return typeof line === "string" ? line : JSON.stringify(line);
}

interface ClientFailure {
  readonly name?: string;
  readonly statusCode?: number;
  readonly message?: string;
}

/** Does not pass on the client's error as the cause, because it contains the request with its credentials. */
function failureOf({ method, path }: ClusterRequest, error: unknown, signal?: AbortSignal): DatelineError {
  const { name = "Error", statusCode, message = "" } = error as ClientFailure;
  const what = `${method} ${path.slice(0, 120)}`;
  if (signal?.aborted) {
    return new DatelineError("aborted", `Cannot query OpenSearch (${what}): the caller aborted it`, {
      cause: signal.reason,
    });
  }
  const reason =
    statusCode === undefined
      ? `${name}: ${message}`
      : `status ${statusCode}: ${message}${adviceOn(statusCode)}`;
  const cause = new Error(reason.slice(0, 500));
  return new DatelineError(codeOf(statusCode), `Cannot query OpenSearch (${what}): ${reason.slice(0, 300)}`, {
    cause,
  });
}

function adviceOn(status: number): string {
  if (status !== 401) return "";
  return "; check the user and the password (DATELINE_ENGINE_USER, DATELINE_ENGINE_PASSWORD)";
}

function codeOf(status: number | undefined): ErrorCode {
  if (status === 401 || status === 403) return "store-forbidden";
  if (status === 404) return "index-missing";
  if (status === 409) return "write-conflict";
  if (status === 429) return "store-throttled";
  if (status !== undefined && status < 500) return "internal";
  return "store-unreachable";
}
