import { systemTimer, type Timer, Watch } from "../clock/timer.ts";
import { hasCode } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { abandonedBy, type SeenLock, writeLock } from "./garbage-lock-state.ts";

/** A lock that was watched for this long without a change belongs to a collector that died. */
export const GARBAGE_LOCK_STALE_MS = 5 * 60_000;
/** How often the lock is read. */
const POLL_MS = 250;
const SLOW_POLL_MS = 1_000;
const SLOW_AFTER_MS = 5_000;
const TELL_EVERY_MS = 10_000;

/** Progress for callers that wait. */
export interface CollectionWait {
  /** What has to end, or to be considered dead. */
  readonly waitsFor: "collection" | "publication";
  readonly waitedMs: number;
  /** How long ago it last showed a sign of life. */
  readonly silentMs: number;
  /** After this much silence it counts as dead. */
  readonly staleMs: number;
}

export interface LockWatchOptions extends RequestOptions {
  readonly timer?: Timer | undefined;
  readonly onWait?: ((wait: CollectionWait) => void) | undefined;
}

/**
 * Waits for another process's lock. Relies only on this process's own timer: clocks of different machines are
 * never compared.
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

  /** Waits a little, or breaks the lock if it has not changed for long enough. */
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
 * Breaks the lock instead of ignoring it: a collector that only slept would renew it and continue deleting.
 * What it was about to delete stays on record, because a request on its way cannot be recalled.
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
