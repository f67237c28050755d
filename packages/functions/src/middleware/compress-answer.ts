import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { MiddlewareHandler } from "hono";
import { accepts } from "hono/accepts";
import type { AppEnvironment, AppRequest } from "../app-environment.ts";

/** Below this size the overhead outweighs the bytes saved. */
const MIN_BYTES = 1_024;
/** Level 4 is as fast as gzip and compresses better; the default of 11 takes a hundred times as long. */
const BROTLI_QUALITY = 4;

const compressWith = {
  br: async (bytes: Uint8Array) =>
    await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: async (bytes: Uint8Array) => await promisify(gzip)(bytes),
} as const;

/** Best first. */
const CODINGS = ["br", "gzip"] as const;

/**
 * Compresses answers if the caller accepts that. Function URLs do not compress, and limit an answer to 6 MB. Hono's own
 * middleware uses `CompressionStream`, which lacks Brotli on Node 20.
 */
export function compressAnswer(): MiddlewareHandler<AppEnvironment> {
  return async function compressAnswer(c, next) {
    await next();
    c.header("Vary", "Accept-Encoding", { append: true });
    const { body, status } = c.res;
    const isText = /json|xml|text\/(?!event-stream)/.test(c.res.headers.get("content-type") ?? "");
    if (body === null || c.req.method === "HEAD" || !isText || c.res.headers.has("content-encoding")) return;
    const coding = chooseCoding(c);
    if (coding === undefined) return;
    const bytes = new Uint8Array(await c.res.arrayBuffer());
    const isWorthIt = bytes.length >= MIN_BYTES;
    const headers = new Headers(c.res.headers);
    headers.delete("content-length");
    if (isWorthIt) headers.set("Content-Encoding", coding);
    const sent = isWorthIt ? new Uint8Array(await compressWith[coding](bytes)) : bytes;
    // Clear the response first: Hono would otherwise keep the old headers.
    c.res = undefined;
    c.res = new Response(sent, { status, headers });
  };
}

function chooseCoding(c: AppRequest): (typeof CODINGS)[number] | undefined {
  const chosen = accepts(c, {
    header: "Accept-Encoding",
    supports: [...CODINGS],
    default: "identity",
    // Our order decides, because browsers accept all codings and list gzip first.
    match: (accepted, { supports, default: none }) =>
      supports.find((coding) => accepted.some(({ type, q }) => type === coding && q > 0)) ?? none,
  });
  return CODINGS.find((coding) => coding === chosen);
}
