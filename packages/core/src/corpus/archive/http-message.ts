import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { parseHeaders } from "./parse-headers.ts";

/** An HTTP response as stored in an archive. */
export interface HttpMessage {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: Buffer;
}

/** The same limit as for a fetched response. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const STATUS_LINE = /^HTTP\/[\d.]+ (\d{3})/;

/**
 * Parses an HTTP/1 response. Archives store it either as sent, or decoded but with its original headers, so
 * chunking and compression are detected in the body.
 *
 * @returns `null` when it is not a response or its body cannot be decompressed
 */
export function parseHttpMessage(block: Buffer): HttpMessage | null {
  const end = block.indexOf("\r\n\r\n");
  const head = block.toString("latin1", 0, end === -1 ? block.length : end);
  const status = STATUS_LINE.exec(head)?.[1];
  if (status === undefined) return null;
  const headers = parseHeaders(head);
  const sent = end === -1 ? Buffer.alloc(0) : block.subarray(end + 4);
  const isChunked = /chunked/i.test(headers.get("transfer-encoding") ?? "");
  const whole = isChunked ? (joinChunks(sent) ?? sent) : sent;
  const body = unpackBody(whole, headers.get("content-encoding") ?? "");
  return body === null
    ? null
    : { status: Number(status), contentType: headers.get("content-type") ?? null, body };
}

/** @returns `null` when the body is not chunked; the complete part when it is truncated */
function joinChunks(body: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < body.length) {
    const lineEnd = body.indexOf("\r\n", at);
    const size = /^([\da-f]{1,8})(?:;|\s*$)/i.exec(
      body.toString("latin1", at, lineEnd === -1 ? at : lineEnd),
    )?.[1];
    if (size === undefined) return parts.length === 0 ? null : Buffer.concat(parts);
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
  return Buffer.concat(parts);
}

/** Keeps a body that is not compressed, whatever its header says. */
function unpackBody(body: Buffer, encoding: string): Buffer | null {
  const limit = { maxOutputLength: MAX_BODY_BYTES };
  try {
    if (body[0] === 0x1f && body[1] === 0x8b) return gunzipSync(body, { ...limit, finishFlush: 2 });
    if (/deflate/i.test(encoding)) return inflate(body, limit);
    return /\bbr\b/i.test(encoding) ? brotliDecompressSync(body, limit) : body;
  } catch {
    return looksLikeText(body) ? body : null;
  }
}

/** Servers send deflate with and without its two-byte header. */
function inflate(body: Buffer, limit: { readonly maxOutputLength: number }): Buffer {
  try {
    return inflateSync(body, limit);
  } catch {
    return inflateRawSync(body, limit);
  }
}

function looksLikeText(body: Buffer): boolean {
  return /^\s*[<{[]/.test(body.toString("latin1", 0, 64));
}
