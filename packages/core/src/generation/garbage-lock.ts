import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { throwIfAborted } from "../abort-error.ts";
import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { checkFormatVersion, FORMAT_VERSION } from "./manifest.ts";

/** Key of the object that says whether a garbage collection is under way. It stays, with `holder: null` when none is. */
export const GARBAGE_LOCK_KEY = "gc-lock.json";

/** A lock that was not renewed for so long belongs to a collector that died, and is taken away from it. */
export const GARBAGE_LOCK_STALE_MS = 5 * 60_000;
/** A collector that could not renew its lock for so long stops. The rest of the stale time is for clocks that differ. */
const HOLD_MS = 2 * 60_000;
const RENEW_AFTER_MS = 30_000;
const POLL_MS = 250;
const RELEASE_TIMEOUT_MS = 10_000;

const lockSchema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  /** Chosen by the collector; `null` when nobody holds the lock. */
  holder: z.uuid().nullable(),
  renewedAt: z.iso.datetime(),
});

type LockState = z.infer<typeof lockSchema>;

export interface LockOptions extends RequestOptions {
  readonly now: () => Date;
}

/** The lock of one garbage collection. */
export interface GarbageLock {
  /**
   * To be called before each request that deletes.
   *
   * @returns a signal that stops the request before anybody may take the lock away
   * @throws DatelineError `write-conflict` when the lock is lost
   */
  renew(): Promise<AbortSignal>;
  release(): Promise<void>;
}

/** @throws DatelineError `write-conflict` when another garbage collection is under way */
export async function takeGarbageLock(store: ObjectStore, options: LockOptions): Promise<GarbageLock> {
  const found = await readLock(store, options);
  if (isHeld(found?.state, options.now())) throw underWay(found?.state);
  const holder = randomUUID();
  const write = (state: LockState["holder"], expected: string | null) =>
    writeLock(store, { holder: state, etag: expected, ...options });
  let etag = await write(holder, found?.etag ?? null);
  let renewedAt = options.now().getTime();
  const ageMs = () => options.now().getTime() - renewedAt;
  return {
    renew: async () => {
      if (ageMs() >= HOLD_MS) throw lockLost();
      if (ageMs() >= RENEW_AFTER_MS) {
        etag = await write(holder, etag);
        renewedAt = options.now().getTime();
      }
      const deadline = AbortSignal.timeout(HOLD_MS - ageMs());
      return options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
    },
    release: async () => {
      // Whoever aborted the collection wants the lock gone all the more.
      const signal = AbortSignal.timeout(RELEASE_TIMEOUT_MS);
      await writeLock(store, { holder: null, etag, now: options.now, signal });
    },
  };
}

/**
 * Returns as soon as no garbage collection is under way, taking the lock away from one that died.
 *
 * @param onWait called once if there is something to wait for
 */
export async function waitForGarbageCollection(
  store: ObjectStore,
  options: LockOptions & { readonly onWait?: (() => void) | undefined },
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const found = await readLock(store, options);
    if (found === undefined || found.state.holder === null) return;
    if (isHeld(found.state, options.now())) {
      if (attempt === 0) options.onWait?.();
      await sleep(POLL_MS, undefined, { ...(options.signal && { signal: options.signal }) }).catch(() => {});
      throwIfAborted("wait for a garbage collection", options.signal);
    } else {
      await breakLock(store, found.etag, options);
    }
  }
}

/** Not merely ignored: a collector that only slept would renew it and go on deleting. */
async function breakLock(store: ObjectStore, etag: string, options: LockOptions): Promise<void> {
  try {
    await writeLock(store, { holder: null, etag, ...options });
  } catch (error) {
    if (!(error instanceof DatelineError) || error.code !== "write-conflict") throw error;
  }
}

function isHeld(state: LockState | undefined, now: Date): boolean {
  if (state === undefined || state.holder === null) return false;
  return now.getTime() - Date.parse(state.renewedAt) < GARBAGE_LOCK_STALE_MS;
}

async function writeLock(
  store: ObjectStore,
  { holder, etag, now, signal }: LockOptions & { holder: LockState["holder"]; etag: string | null },
): Promise<string> {
  const state: LockState = { formatVersion: FORMAT_VERSION, holder, renewedAt: now().toISOString() };
  return await store.putIfMatch(GARBAGE_LOCK_KEY, Buffer.from(`${JSON.stringify(state)}\n`), etag, {
    signal,
  });
}

async function readLock(
  store: ObjectStore,
  { signal }: RequestOptions,
): Promise<{ state: LockState; etag: string } | undefined> {
  const found = await store.get(GARBAGE_LOCK_KEY, { signal });
  if (found === undefined) return undefined;
  return { state: parseLock(Buffer.from(found.bytes).toString("utf8")), etag: found.etag };
}

function parseLock(serialized: string): LockState {
  try {
    const value: unknown = JSON.parse(serialized);
    checkFormatVersion(value, GARBAGE_LOCK_KEY);
    return lockSchema.parse(value);
  } catch (cause) {
    if (cause instanceof DatelineError) throw cause;
    throw new DatelineError(
      "index-corrupt",
      `Cannot read ${GARBAGE_LOCK_KEY}: ${(cause as Error).message}; delete it once no garbage collection is under way`,
      { cause },
    );
  }
}

function underWay(state: LockState | undefined): DatelineError {
  return new DatelineError(
    "write-conflict",
    `Cannot collect garbage: another garbage collection has been under way since ${state?.renewedAt}`,
  );
}

function lockLost(): DatelineError {
  return new DatelineError(
    "write-conflict",
    `Cannot go on collecting garbage: its lock was not renewed for ${HOLD_MS / 1000} s; run it again`,
  );
}
