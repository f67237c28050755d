import { lookup as lookUp } from "node:dns";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { joinSignals } from "../../clock/join-signals.ts";
import { isPrivateAddress } from "./private-addresses.ts";

export interface TransportOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Timeout of the whole exchange. */
  readonly timeoutMs: number;
  /** Maximum size of the content, decompressed. */
  readonly maxBytes: number;
  readonly refusePrivateAddresses: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Body of a POST request. If absent, a GET request is sent. */
  readonly body?: Uint8Array | undefined;
}

export interface TransportResponse {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Uint8Array;
}

/** A failure that a retry would repeat. The message is part of a sentence. */
export class TransportRefusal extends Error {}

/**
 * Sends one GET or POST without following redirects. Resolves the host's name once and checks that address.
 * Node's `fetch` would resolve it again, possibly to another address.
 *
 * @throws TransportRefusal; errors of Node for a failed connection, including `TimeoutError` and `AbortError`
 */
export async function exchangeOnce(url: URL, options: TransportOptions): Promise<TransportResponse> {
  if (options.refusePrivateAddresses) refusePrivateHost(url);
  const timeout = AbortSignal.timeout(options.timeoutMs);
  return await joinSignals([options.signal, timeout], async (signal) => {
    const response = await send(url, options, signal);
    try {
      const { statusCode: status = 0, headers } = response;
      return { status, headers, bytes: await readBody(response, options.maxBytes) };
    } catch (error) {
      // Only the signal shows that a timeout caused the error.
      if (timeout.aborted) throw timeout.reason;
      throw error;
    } finally {
      response.destroy();
    }
  });
}

function send(url: URL, options: TransportOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const headers = { "accept-encoding": "gzip, deflate, br", ...options.headers };
    const lookup = options.refusePrivateAddresses ? { lookup: lookUpPublic } : {};
    // Open a new connection each time. Requests are rare, and an idle connection would keep the process alive.
    const method = options.body === undefined ? "GET" : "POST";
    request(url, { method, headers, signal, agent: false, ...lookup })
      .on("response", resolve)
      .on("error", (error) => reject(signal.aborted ? signal.reason : error))
      .end(options.body);
  });
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decompressed(response)) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new TransportRefusal(`it has more than ${Math.floor(maxBytes / 1024 / 1024)} MB`);
    }
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error("the connection was interrupted");
  return Buffer.concat(chunks);
}

function decompressed(response: IncomingMessage): AsyncIterable<Buffer> {
  const encoding = response.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return response;
  const decompress = DECOMPRESSORS.get(encoding);
  if (decompress === undefined) {
    throw new TransportRefusal(`its content encoding "${encoding}" is not supported`);
  }
  const stream = decompress();
  response.on("error", (error) => stream.destroy(error));
  return response.pipe(stream);
}

const DECOMPRESSORS = new Map<string, typeof createGunzip | typeof createBrotliDecompress>([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
]);

/** Checks an IP address, which is never looked up. */
function refusePrivateHost({ hostname }: URL): void {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && isPrivateAddress(host)) throw privateRefusal(host);
}

const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, "");
    const refused = addresses.find(({ address }) => isPrivateAddress(address));
    if (refused !== undefined) return callback(privateRefusal(refused.address), "");
    const [first] = addresses;
    if (options.all || first === undefined) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};

function privateRefusal(address: string): TransportRefusal {
  return new TransportRefusal(`its address ${address} is private, which a server does not connect to`);
}
