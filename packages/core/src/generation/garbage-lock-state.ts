import * as z from "zod";
import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { checkFormatVersion, FORMAT_VERSION, isOutdatedFormat } from "./manifest.ts";

/** Key of the lock of garbage collections. The object is never deleted. */
export const GARBAGE_LOCK_KEY = "gc-lock.json";

/**
 * How long a delete request of an interrupted collection may still reach the store. S3 accepts a signed
 * request for 15 minutes, and a process may be suspended just before it sends one.
 */
export const ABANDONED_MS = 24 * 60 * 60_000;

/** Ids that an interrupted collection may still delete. */
const abandonedSchema = z.object({
  ids: z.array(z.string()),
  /** The last sign of life of the collection, by the store's clock. */
  at: z.iso.datetime(),
});

const lockSchema = z.object({
  /** Chosen by the collector; `null` while no collection is running. */
  holder: z.uuid().nullable(),
  /** The holder raises this as a sign of life, which changes the etag. */
  renewals: z.int().min(0).default(0),
  /** Ids of generations and segments that the pending request deletes. */
  condemned: z.array(z.string()).default([]),
  abandoned: z.array(abandonedSchema).default([]),
});

export type LockState = z.infer<typeof lockSchema>;
export type Abandoned = z.infer<typeof abandonedSchema>;

/** A version of the lock. */
export interface SeenLock {
  readonly state: LockState;
  readonly etag: string;
}

/** @throws DatelineError `index-corrupt`; `index-format` when a newer program wrote it */
export async function readLock(
  store: ObjectStore,
  { signal }: RequestOptions,
): Promise<SeenLock | undefined> {
  const found = await store.get(GARBAGE_LOCK_KEY, { signal });
  if (found === undefined) return undefined;
  return { state: parseLock(Buffer.from(found.bytes).toString("utf8")), etag: found.etag };
}

/** @returns the new etag. @throws DatelineError `write-conflict` when the lock has another etag */
export async function writeLock(
  store: ObjectStore,
  { state, etag, signal }: RequestOptions & { state: LockState; etag: string | null },
): Promise<string> {
  const bytes = Buffer.from(`${JSON.stringify({ formatVersion: FORMAT_VERSION, ...state })}\n`);
  return await store.putIfMatch(GARBAGE_LOCK_KEY, bytes, etag, { signal });
}

/** Lists what may still be deleted if the collection with this lock ends now. */
export async function abandonedBy(
  store: ObjectStore,
  { condemned, abandoned }: LockState,
  options: RequestOptions,
): Promise<Abandoned[]> {
  const at = (await store.head(GARBAGE_LOCK_KEY, options))?.modifiedAt;
  if (at === undefined) {
    throw new DatelineError("store-unreachable", `Cannot release ${GARBAGE_LOCK_KEY}: it no longer exists`);
  }
  const open = abandoned.filter((one) => !isOver(one, at));
  return condemned.length === 0 ? open : [...open, { ids: condemned, at: at.toISOString() }];
}

export function isOver({ at }: Abandoned, storeTime: Date): boolean {
  return storeTime.getTime() - Date.parse(at) >= ABANDONED_MS;
}

function parseLock(serialized: string): LockState {
  try {
    const value: unknown = JSON.parse(serialized);
    acceptEarlierFormats(value);
    return lockSchema.parse(value);
  } catch (cause) {
    if (cause instanceof DatelineError) throw cause;
    throw new DatelineError(
      "index-corrupt",
      `Cannot read ${GARBAGE_LOCK_KEY}: ${(cause as Error).message}; delete it while no garbage collection is running`,
      { cause },
    );
  }
}

/**
 * Accepts the lock of an earlier format, because an index of that format is rebuilt into the same store.
 */
function acceptEarlierFormats(value: unknown): void {
  try {
    checkFormatVersion(value, GARBAGE_LOCK_KEY);
  } catch (error) {
    if (!(error instanceof DatelineError) || !isOutdatedFormat(error)) throw error;
  }
}
