import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { parseHeaders } from "./parse-headers.ts";

/** An answer of a server as an archive keeps it. */
export interface HttpMessage {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: Buffer;
}

/** As much as of an answer that is fetched. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const STATUS_LINE = /^HTTP\/[\d.]+ (\d{3})/;

/**
 * Reads an answer of HTTP/1. Archives keep it as it was sent, or with its chunks and its packing undone and its headers
 * as they were, so that both are looked for in the body.
 *
 * @returns null when it is no answer, or its body cannot be unpacked
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

/** @returns null when these are no chunks; of chunks that are cut those that are there */
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

/** A body that is not packed, whatever its header says, stays as it is. */
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

/** Servers send it with and without its two bytes of header. */
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
