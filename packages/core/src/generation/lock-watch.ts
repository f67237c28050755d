import { systemTimer, type Timer, Watch } from "../clock/timer.ts";
import { hasCode } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { abandonedBy, type SeenLock, writeLock } from "./garbage-lock-state.ts";

/** A collector is considered dead if its lock does not change for this long. */
export const GARBAGE_LOCK_STALE_MS = 5 * 60_000;
/** Time between two reads of the lock, at first. */
const POLL_MS = 250;
const SLOW_POLL_MS = 1_000;
const SLOW_AFTER_MS = 5_000;
const TELL_EVERY_MS = 10_000;

/** Progress for callers that wait. */
export interface CollectionWait {
  /** What it waits for to end or be considered dead. */
  readonly waitsFor: "collection" | "publication";
  readonly waitedMs: number;
  /** Time since the last sign of life. */
  readonly silentMs: number;
  /** It is considered dead after this much silence. */
  readonly staleMs: number;
}

export interface LockWatchOptions extends RequestOptions {
  readonly timer?: Timer | undefined;
  readonly onWait?: ((wait: CollectionWait) => void) | undefined;
}

/**
 * Waits for another process's lock. Relies only on this process's own timer and never compares clocks of
 * different machines.
 */
export class LockWatch {
  readonly #options: LockWatchOptions;
  readonly #timer: Timer;
  readonly #watch: Watch;
  #startedAt: number | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(options: LockWatchOptions) {
    this.#options = options;
    this.#timer = options.timer ?? systemTimer;
    this.#watch = new Watch(this.#timer, 2 * SLOW_POLL_MS);
  }

  /** Sleeps briefly, or breaks the lock if it has not changed for `GARBAGE_LOCK_STALE_MS`. */
  async lookOrBreak(store: ObjectStore, found: SeenLock): Promise<void> {
    const { signal } = this.#options;
    const silentMs = this.#watch.look(found.etag);
    if (silentMs >= GARBAGE_LOCK_STALE_MS) return await breakLock(store, found, { signal });
    const waitedMs = this.#waitedMs();
    this.#tell(waitedMs, silentMs);
    await this.#timer.sleep(waitedMs < SLOW_AFTER_MS ? POLL_MS : SLOW_POLL_MS, signal);
  }

  #waitedMs(): number {
    const now = this.#timer.monotonicMs();
    this.#startedAt ??= now;
    return now - this.#startedAt;
  }

  #tell(waitedMs: number, silentMs: number): void {
    if (waitedMs - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = waitedMs;
    this.#options.onWait?.({ waitsFor: "collection", waitedMs, silentMs, staleMs: GARBAGE_LOCK_STALE_MS });
  }
}

/**
 * Breaks the lock instead of ignoring it, because a collector that was only suspended would renew it and
 * delete more. Records what it was about to delete, because its last request may still arrive.
 */
async function breakLock(
  store: ObjectStore,
  { state, etag }: SeenLock,
  options: RequestOptions,
): Promise<void> {
  try {
    const abandoned = await abandonedBy(store, state, options);
    await writeLock(store, {
      state: { holder: null, renewals: 0, condemned: [], abandoned },
      etag,
      ...options,
    });
  } catch (error) {
    if (!hasCode(error, "write-conflict")) throw error;
  }
}
