import { createHash } from "node:crypto";
import type { Query } from "@dateline-search/core/types";
import { z } from "zod";
import { RequestError } from "./request-error.ts";

/** Where a page of an answer begins. */
export interface Cursor {
  /** The generation that gave the pages before; another one would repeat hits and leave some out. */
  readonly generation: string;
  readonly offset: number;
  /** When the first page was asked for, as an ISO 8601 instant: "yesterday" stays the day that it was then. */
  readonly at: string;
  /** Fingerprint of the model that reranked the pages before, if one did: without it the order would be another. */
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
 * Enough to notice that the query is another one, or that anything in the cursor was changed. No secret takes part: whoever
 * makes a cursor of their own gets a page that they could have asked for.
 */
const FINGERPRINT_CHARACTERS = 12;

/** Makes a cursor that is good for this query alone. */
export function encodeCursor({ generation, offset, at, reranker }: Cursor, query: Query): string {
  const parts = [generation, offset, at, fingerprintOf(query), ...(reranker === undefined ? [] : [reranker])];
  return Buffer.from(JSON.stringify([digestOf(parts), ...parts])).toString("base64url");
}

/** @throws RequestError `cursor-invalid` for anything that `encodeCursor` has not made for this query */
export function decodeCursor(cursor: string, query: Query): Cursor {
  const parsed = cursorSchema.safeParse(parseJson(cursor));
  const [digest, ...parts] = parsed.data ?? [];
  if (!parsed.success || digest !== digestOf(parts)) {
    throw new RequestError(
      "cursor-invalid",
      "Cannot search: the cursor is not one of this service, or was changed",
    );
  }
  const [, generation, offset, at, fingerprint, reranker] = parsed.data;
  if (fingerprint === fingerprintOf(query)) return { generation, offset, at, reranker };
  const detail = "Cannot search: the cursor belongs to another query, or to other restrictions of it";
  throw new RequestError("cursor-invalid", detail);
}

/** Of everything but the size of the page and of its passages, which may change from one to the next. */
function fingerprintOf({ limit: _limit, offset: _offset, passageLength: _length, ...query }: Query): string {
  return digestOf(query);
}

function digestOf(value: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(value)).digest("base64url");
  return hash.slice(0, FINGERPRINT_CHARACTERS);
}

/** Decoding passes over what does not belong into base64url, so that several texts would be the same cursor. */
function parseJson(cursor: string): unknown {
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.toString("base64url") !== cursor) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
