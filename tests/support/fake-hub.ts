import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the hub does wrong, by path inside the repository. */
interface FakeHubFaults {
  /** Answer everything with this status. */
  status?: number;
  /** Close the connection after so many bytes of this file, once. */
  cut?: { path: string; afterBytes: number };
  /** Announce the digest of other content. */
  wrongDigest?: string;
  /** Stop sending this file after half of it, without closing. */
  stall?: string;
}

/** A local HTTP server that answers as the Hugging Face hub does. */
export interface FakeHub {
  readonly endpoint: string;
  /** "<path> <Range header or ->" of every request for content. */
  readonly requests: string[];
  readonly faults: FakeHubFaults;
  close(): Promise<void>;
}

/**
 * Large files are redirected to another path with `X-Linked-ETag`, the sha256; small ones are answered with the SHA-1
 * of a git blob as ETag.
 */
export async function startFakeHub(files: ReadonlyMap<string, Uint8Array>): Promise<FakeHub> {
  const requests: string[] = [];
  const faults: FakeHubFaults = {};
  const server = createServer((request, response) => answer({ files, faults, requests }, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface State {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly faults: FakeHubFaults;
  readonly requests: string[];
}

function answer(state: State, request: IncomingMessage, response: ServerResponse): void {
  const url = request.url ?? "";
  const path = url.replace(/^\/cdn\//, "").replace(/^\/[^/]+\/[^/]+\/resolve\/[^/]+\//, "");
  const content = state.files.get(path);
  if (state.faults.status !== undefined || content === undefined) {
    response.writeHead(state.faults.status ?? 404).end("no such thing");
    return;
  }
  const large = path.endsWith(".onnx");
  const digested = state.faults.wrongDigest === path ? new TextEncoder().encode("something else") : content;
  if (large && !url.startsWith("/cdn/")) {
    const sha256 = createHash("sha256").update(digested).digest("hex");
    response.writeHead(302, { location: `/cdn/${path}`, "x-linked-etag": `"${sha256}"` }).end();
    return;
  }
  const blob = createHash("sha1").update(`blob ${digested.length}\0`).update(digested).digest("hex");
  sendContent(state, { path, content, etag: large ? '"of-the-cdn"' : `"${blob}"` }, { request, response });
}

function sendContent(
  { faults, requests }: State,
  file: { path: string; content: Uint8Array; etag: string },
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  requests.push(`${file.path} ${request.headers.range ?? "-"}`);
  const total = file.content.length;
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  if (start >= total) {
    response.writeHead(416, { "content-range": `bytes */${total}` }).end();
    return;
  }
  const body = file.content.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, {
    etag: file.etag,
    "content-length": body.length,
    ...(start > 0 && { "content-range": `bytes ${start}-${total - 1}/${total}` }),
  });
  if (faults.stall === file.path) {
    response.write(body.subarray(0, Math.ceil(body.length / 2)));
  } else if (faults.cut?.path === file.path) {
    const { afterBytes } = faults.cut;
    delete faults.cut;
    response.write(body.subarray(0, afterBytes), () => response.destroy());
  } else {
    response.end(body);
  }
}
