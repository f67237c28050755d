import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import type { SourceEntry } from "../corpus-entry.ts";
import { essenceOf } from "../html/declared-encoding.ts";
import { InvalidRecord } from "../invalid-record.ts";
import { type ReadSourceOptions, readSourceBytes, type SourceBytes } from "../read-source-bytes.ts";
import { findHeadEnd, parseHeaders } from "./parse-headers.ts";
import { type WarcRecord, warcRecords } from "./warc-records.ts";

const PLAIN = "text/plain";
const READABLE =
  /^(?:text\/html|application\/xhtml\+xml|text\/xml|application\/(?:[\w.-]+\+)?xml|application\/(?:feed\+)?json)$/;

/**
 * Reads the articles of a web archive: the content of each page, feed or file with status 200. Skips pages
 * without an article. The origin of each is the archive, with the record's number instead of a line.
 *
 * @param file name of the archive
 */
export async function* readWarc(
  file: string,
  source: AsyncIterable<Uint8Array>,
  options: ReadSourceOptions,
): AsyncGenerator<SourceEntry> {
  let number = 0;
  try {
    for await (const record of warcRecords(source)) {
      number++;
      const found = sourceOf(record);
      if (found === null) continue;
      for (const entry of readSourceBytes(found, options))
        yield inArchive(entry, found.name, { file, number });
      if (record.headers.has("warc-truncated")) yield cutNote(found.name, { file, number });
    }
  } catch (error) {
    if (!(error instanceof InvalidRecord)) throw error;
    yield {
      kind: "problem",
      problem: { file, line: number + 1, reason: `record ${number + 1}: ${error.reason}` },
    };
  }
}

/** `null` for anything but content: requests, metadata, images, redirects, revisits. */
function sourceOf({ headers, block }: WarcRecord): SourceBytes | null {
  const type = headers.get("warc-type");
  const address = headers.get("warc-target-uri")?.replace(/^<|>$/g, "") ?? "";
  if (block === null || !/^https?:/i.test(address) || !URL.canParse(address)) return null;
  const message =
    type === "response" ? parseHttpMessage(block) : isBare(type) ? resource(headers, block) : null;
  if (message === null || !CONTENT.includes(message.status) || !isReadable(message.contentType, type))
    return null;
  return { name: address, url: address, bytes: message.body, contentType: message.contentType };
}

/**
 * In WET files, such as Common Crawl's, plain text is a converted page. Plain text from servers is mostly
 * code.
 */
function isReadable(contentType: string | null, type: string | undefined): boolean {
  const essence = essenceOf(contentType) ?? "text/html";
  return READABLE.test(essence) || (type === "conversion" && essence === PLAIN);
}

/** 203 means that a proxy may have changed the content. */
const CONTENT: readonly number[] = [200, 203];

function isBare(type: string | undefined): boolean {
  return type === "resource" || type === "conversion";
}

function resource(headers: WarcRecord["headers"], body: Buffer): HttpMessage {
  return { status: 200, contentType: headers.get("content-type") ?? null, body };
}

interface Place {
  readonly file: string;
  readonly number: number;
}

function inArchive(entry: SourceEntry, address: string, { file, number }: Place): SourceEntry {
  switch (entry.kind) {
    case "problem":
      // A crawl contains many pages without an article, which nobody can fix.
      return { kind: "skipped", file, reason: `${address}: ${entry.problem.reason}` };
    case "skipped":
      return { ...entry, file, reason: `${address}: ${entry.reason}` };
    case "note":
      return { ...entry, note: { file, line: number, reason: `${address}: ${entry.note.reason}` } };
    default:
      return { ...entry, origin: { ...entry.origin, file, line: number } };
  }
}

function cutNote(address: string, { file, number }: Place): SourceEntry {
  return {
    kind: "note",
    note: { file, line: number, reason: `${address}: truncated by the crawl; read up to there` },
  };
}

/** An HTTP response as stored in an archive. */
interface HttpMessage {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: Buffer;
}

/** The same limit as for a fetched response. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const STATUS_LINE = /^HTTP\/[\d.]+ (\d{3})/;

/**
 * Parses an HTTP/1 response. Archives store it as sent, or decoded but with its original headers, so chunking
 * and compression are detected in the body.
 *
 * @returns `null` if it is not a response or its body cannot be decompressed
 */
function parseHttpMessage(block: Buffer): HttpMessage | null {
  const { head, body: sent } = splitHead(block);
  const status = STATUS_LINE.exec(head)?.[1];
  if (status === undefined) return null;
  const headers = parseHeaders(head);
  const isChunked = /chunked/i.test(headers.get("transfer-encoding") ?? "");
  const whole = isChunked ? (joinChunks(sent) ?? sent) : sent;
  const body = unpackBody(whole, headers.get("content-encoding") ?? "");
  return body === null
    ? null
    : { status: Number(status), contentType: headers.get("content-type") ?? null, body };
}

function splitHead(block: Buffer): { readonly head: string; readonly body: Buffer } {
  const end = findHeadEnd(block);
  if (end === undefined) return { head: block.toString("latin1"), body: Buffer.alloc(0) };
  return { head: block.toString("latin1", 0, end.at), body: block.subarray(end.at + end.length) };
}

/** @returns `null` if the body is not chunked; the complete part if it is truncated */
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
