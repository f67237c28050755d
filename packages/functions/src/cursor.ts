import { createHash } from "node:crypto";
import type { Query } from "@dateline-search/core/types";
import * as z from "zod";
import { RequestError } from "./request-error.ts";

/** The start of a page. */
export interface Cursor {
  /** The generation of the previous pages. Another one would repeat or skip hits. */
  readonly generation: string;
  readonly offset: number;
  /** When the first page was requested, as an ISO 8601 instant, so that "yesterday" keeps its meaning. */
  readonly at: string;
  /** Fingerprint of the model that reranked the previous pages, if any. Another one would change the order. */
  readonly reranker?: string | undefined;
}

const cursorSchema = z.tuple([
  z.string(),
  z.string().regex(/^[0-9a-f]{64}$/),
  z.int().min(1),
  z.iso.datetime(),
  z.string(),
  z.string().optional(),
]);

/**
 * Enough to detect another query or a modified cursor. There is no secret: a forged cursor only yields a page
 * that its author could have requested anyway.
 */
const FINGERPRINT_CHARACTERS = 12;

/** Creates a cursor that is valid only for this query. */
export function encodeCursor({ generation, offset, at, reranker }: Cursor, query: Query): string {
  const parts = [generation, offset, at, fingerprintOf(query), ...(reranker === undefined ? [] : [reranker])];
  return Buffer.from(JSON.stringify([digestOf(parts), ...parts])).toString("base64url");
}

/** @throws RequestError `cursor-invalid` for anything that `encodeCursor` did not create for this query */
export function decodeCursor(cursor: string, query: Query): Cursor {
  const parsed = cursorSchema.safeParse(parseJson(cursor));
  const [digest, ...parts] = parsed.data ?? [];
  if (!parsed.success || digest !== digestOf(parts)) {
    throw new RequestError(
      "cursor-invalid",
      "Cannot search: the cursor is not from this service, or was changed",
    );
  }
  const [, generation, offset, at, fingerprint, reranker] = parsed.data;
  if (fingerprint === fingerprintOf(query)) return { generation, offset, at, reranker };
  const detail = "Cannot search: the cursor belongs to another query, or to the same one with other filters";
  throw new RequestError("cursor-invalid", detail);
}

/** Covers everything but the size of the page and of its passages, which may change between pages. */
function fingerprintOf({ limit: _limit, offset: _offset, passageLength: _length, ...query }: Query): string {
  return digestOf(query);
}

function digestOf(value: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(value)).digest("base64url");
  return hash.slice(0, FINGERPRINT_CHARACTERS);
}

/** Decoding ignores characters outside base64url, so different texts could be the same cursor. */
function parseJson(cursor: string): unknown {
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.toString("base64url") !== cursor) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
