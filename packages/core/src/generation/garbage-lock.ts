import { randomUUID } from "node:crypto";
import { elapsedSince, type Moment, momentNow } from "../clock/elapsed-time.ts";
import { systemTimer, type Timer } from "../clock/timer.ts";
import { DatelineError, hasCode, throwIfAborted } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import {
  type Abandoned,
  abandonedBy,
  type LockState,
  readLock,
  type SeenLock,
  writeLock,
} from "./garbage-lock-state.ts";
import { type CollectionWait, LockWatch } from "./lock-watch.ts";

/**
 * A collector stops if it cannot renew its lock for this long. Others take over the lock after five minutes.
 */
const HOLD_MS = 2 * 60_000;
const RENEW_AFTER_MS = 15_000;
const RELEASE_TIMEOUT_MS = 10_000;

/** How to wait for a garbage collection. */
export interface WaitOptions extends RequestOptions {
  readonly timer?: Timer | undefined;
  /** Called repeatedly while it waits for another collection. */
  readonly onWait?: ((wait: CollectionWait) => void) | undefined;
}

/** The lock of one garbage collection. */
export interface GarbageLock {
  /**
   * Call before each step of a long operation.
   *
   * @throws DatelineError `write-conflict` when the lock is lost
   */
  keep(): Promise<void>;
  /**
   * Call before each delete request, with the ids that it deletes.
   *
   * @returns a signal that aborts the request before others may take over the lock
   * @throws DatelineError `write-conflict` when the lock is lost
   */
  condemn(ids: readonly string[]): Promise<AbortSignal>;
  /** Call after the response to the delete request. */
  spare(): void;
  release(): Promise<void>;
}

/**
 * Takes the lock, if necessary from a collector that died.
 *
 * @throws DatelineError `write-conflict` when another garbage collection is running
 */
export async function takeGarbageLock(store: ObjectStore, options: WaitOptions = {}): Promise<GarbageLock> {
  const watch = new LockWatch(options);
  let first: string | undefined;
  for (;;) {
    throwIfAborted("collect garbage", options.signal);
    const found = await readLock(store, options);
    if (found === undefined || found.state.holder === null) {
      const taken = await tryToTake(store, found, options);
      if (taken !== undefined) return taken;
      continue;
    }
    first ??= found.etag;
    // Either the lock was renewed, or another collector took it. A collection is running.
    if (found.etag !== first) throw underWay();
    await watch.lookOrBreak(store, found);
  }
}

async function tryToTake(
  store: ObjectStore,
  found: SeenLock | undefined,
  options: WaitOptions,
): Promise<GarbageLock | undefined> {
  const holder = randomUUID();
  const abandoned = found?.state.abandoned ?? [];
  const takenAt = momentNow(options.timer);
  try {
    const state = { holder, renewals: 0, condemned: [], abandoned };
    const etag = await writeLock(store, { state, etag: found?.etag ?? null, signal: options.signal });
    return new HeldLock(store, { state, etag, takenAt }, options);
  } catch (error) {
    if (hasCode(error, "write-conflict")) return undefined;
    throw error;
  }
}

class HeldLock implements GarbageLock {
  readonly #store: ObjectStore;
  readonly #options: WaitOptions;
  readonly #timer: Timer;
  #state: LockState;
  #etag: string;
  #renewedAt: Moment;
  #renewing: Promise<void> | undefined;

  constructor(
    store: ObjectStore,
    { state, etag, takenAt }: SeenLock & { readonly takenAt: Moment },
    options: WaitOptions,
  ) {
    this.#store = store;
    this.#options = options;
    this.#timer = options.timer ?? systemTimer;
    this.#state = state;
    this.#etag = etag;
    this.#renewedAt = takenAt;
  }

  async keep(): Promise<void> {
    if (this.#ageMs() >= HOLD_MS) throw lockLost();
    if (this.#ageMs() < RENEW_AFTER_MS) return;
    this.#renewing ??= this.#renew(this.#state.condemned).finally(() => {
      this.#renewing = undefined;
    });
    await this.#renewing;
  }

  async condemn(ids: readonly string[]): Promise<AbortSignal> {
    if (this.#ageMs() >= HOLD_MS) throw lockLost();
    await this.#renew([...ids]);
    const deadline = AbortSignal.timeout(Math.max(1, Math.floor(HOLD_MS - this.#ageMs())));
    const { signal } = this.#options;
    return signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  }

  spare(): void {
    this.#state = { ...this.#state, condemned: [] };
  }

  async release(): Promise<void> {
    // Ignore the caller's signal: an aborted collection must release its lock, too.
    const signal = AbortSignal.timeout(RELEASE_TIMEOUT_MS);
    const found = await readLock(this.#store, { signal });
    // If the response to a renewal was lost, the lock lists ids that this object does not.
    if (found === undefined || found.state.holder !== this.#state.holder) return;
    const condemned = [...new Set([...this.#state.condemned, ...found.state.condemned])];
    const isSame = found.etag === this.#etag;
    const state = { ...this.#state, condemned: isSame ? this.#state.condemned : condemned };
    const abandoned = await abandonedBy(this.#store, state, { signal });
    const free = { holder: null, renewals: 0, condemned: [], abandoned };
    await writeLock(this.#store, { state: free, etag: found.etag, signal });
  }

  async #renew(condemned: string[]): Promise<void> {
    const started = momentNow(this.#timer);
    const state = { ...this.#state, renewals: this.#state.renewals + 1, condemned };
    this.#etag = await writeLock(this.#store, {
      state,
      etag: this.#etag,
      signal: this.#options.signal,
    }).catch((error) => {
      throw hasCode(error, "write-conflict") ? lockLost(error) : error;
    });
    this.#state = state;
    // Count from before the request: others may have seen the renewal as soon as it arrived.
    this.#renewedAt = started;
  }

  #ageMs(): number {
    return elapsedSince(this.#renewedAt, this.#timer);
  }
}

/**
 * Waits until no garbage collection is running. Takes over the lock of a collector that died.
 *
 * @returns whether it had to wait, and what interrupted collections may still delete
 */
export async function awaitCollection(
  store: ObjectStore,
  options: WaitOptions = {},
): Promise<{ readonly waited: boolean; readonly abandoned: readonly Abandoned[] }> {
  const watch = new LockWatch(options);
  for (let waited = false; ; waited = true) {
    throwIfAborted("wait for a garbage collection", options.signal);
    const found = await readLock(store, options);
    if (found === undefined) return { waited, abandoned: [] };
    if (found.state.holder === null) return { waited, abandoned: found.state.abandoned };
    await watch.lookOrBreak(store, found);
  }
}

function underWay(): DatelineError {
  return new DatelineError(
    "write-conflict",
    "Cannot collect garbage: another garbage collection is running; run it again when that one has ended",
  );
}

function lockLost(cause?: DatelineError): DatelineError {
  const reason =
    cause === undefined ? `its lock was not renewed for ${HOLD_MS / 1000} s` : "its lock was taken over";
  return new DatelineError(
    "write-conflict",
    `Cannot continue to collect garbage: ${reason}; run it again`,
    cause && { cause },
  );
}
