import { systemTimer, type Timer, Watch } from "../clock/timer.ts";
import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { abandonedBy, type SeenLock, writeLock } from "./garbage-lock-state.ts";

/** A lock that was watched for so long without a change belongs to a collector that died. */
export const GARBAGE_LOCK_STALE_MS = 5 * 60_000;
/** How often it is looked at. */
const POLL_MS = 250;
const SLOW_POLL_MS = 1_000;
const SLOW_AFTER_MS = 5_000;
const TELL_EVERY_MS = 10_000;

/** What somebody who waits may want to know. */
export interface CollectionWait {
  /** What has to end, or to be taken for dead. */
  readonly waitsFor: "collection" | "publication";
  readonly waitedMs: number;
  /** How long ago that was last seen to be alive. */
  readonly silentMs: number;
  /** After so long a silence it counts as dead. */
  readonly staleMs: number;
}

export interface LockWatchOptions extends RequestOptions {
  readonly timer?: Timer | undefined;
  readonly onWait?: ((wait: CollectionWait) => void) | undefined;
}

/** Waits for the lock of somebody else, by one's own timer only: what clocks say is compared with nobody's. */
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

  /** Waits a little, or takes the lock away when it has not changed for long enough. */
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
 * Not merely ignored: a collector that only slept would renew it and go on deleting. What that was about to delete stays
 * on record, for a request that is on its way cannot be called back.
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
    if (!(error instanceof DatelineError) || error.code !== "write-conflict") throw error;
  }
}
