import { randomUUID } from "node:crypto";
import * as z from "zod";
import { systemTimer, Watch } from "../clock/timer.ts";
import { DatelineError, throwIfAborted } from "../errors.ts";
import { sha256Of } from "../files/hash-file.ts";
import { mapConcurrently } from "../files/map-concurrently.ts";
import type { ObjectInfo, ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { awaitCollection, type WaitOptions } from "./garbage-lock.ts";
import { type Abandoned, isOver } from "./garbage-lock-state.ts";
import { generationOfKey, segmentOfKey } from "./generation-objects.ts";
import { checkFormatVersion, FORMAT_VERSION, isOutdatedFormat } from "./manifest.ts";

/** Prefix of every lease's key. */
export const LEASE_PREFIX = "leases/";
/** How often a living publisher renews its lease. */
export const LEASE_RENEWAL_MS = 15_000;
/** A publisher is considered dead if its lease does not change for this long. */
export const LEASE_SILENT_MS = 5 * 60_000;
/** Time between two reads of a watched lease. */
const POLL_MS = 2_000;
const MAX_LOOKS = 8;
const TELL_EVERY_MS = 10_000;
/** Time limit for removing a lease. After that, the lease is left to become stale. */
const REMOVAL_TIMEOUT_MS = 10_000;

const leaseSchema = z.object({
  /** Objects to keep while the lease exists. They may not exist yet. */
  keys: z.array(z.string()),
  /** The publisher raises this as a sign of life, which changes the etag. */
  renewals: z.int().min(0).default(0),
});

export interface LeaseOptions extends WaitOptions {
  readonly keys: readonly string[];
}

/** The lease as the work under it sees it. */
export interface Lease {
  /**
   * Waits until no garbage collection is running. Call this after reading `latest.json` and before checking
   * which objects exist. An object found then can be deleted only if the compare-and-swap of that version of
   * `latest.json` fails.
   *
   * @returns true if it had to wait, which means that `latest.json` has changed
   * @throws DatelineError `write-conflict` when an interrupted collection may still delete objects of the
   *   lease
   */
  awaitCollection(): Promise<boolean>;
}

/**
 * Runs work while garbage collection keeps the given objects, so that no upload has to be repeated.
 * Correctness depends not on the lease but on the order of steps in docs/decisions/0012-publishing-safely.md.
 */
export async function withLease<T>(
  store: ObjectStore,
  { keys, ...options }: LeaseOptions,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const key = `${LEASE_PREFIX}${randomUUID()}.json`;
  const bytes = serializeLease(keys, 0);
  let renewals: Renewals | undefined;
  try {
    await store.putNew(key, bytes, { sha256: sha256Of(bytes), signal: options.signal });
    renewals = new Renewals(store, { key, keys });
    return await work({
      awaitCollection: async () => {
        const { waited, abandoned } = await awaitCollection(store, options);
        if (abandoned.length > 0) await assertNotAbandoned(store, { key, keys, abandoned, ...options });
        return waited;
      },
    });
  } finally {
    await renewals?.end();
    // A leftover lease only takes up space. A failed removal must not hide the error of the work.
    await store.delete([key], { signal: AbortSignal.timeout(REMOVAL_TIMEOUT_MS) }).catch(() => {});
  }
}

/** Renews the lease of a publisher, as a sign of life. */
class Renewals {
  readonly #store: ObjectStore;
  readonly #lease: { readonly key: string; readonly keys: readonly string[] };
  readonly #timer: NodeJS.Timeout;
  readonly #ended = new AbortController();
  #count = 0;
  #renewing: Promise<void> | undefined;

  constructor(store: ObjectStore, lease: { readonly key: string; readonly keys: readonly string[] }) {
    this.#store = store;
    this.#lease = lease;
    this.#timer = setInterval(() => {
      // A failed renewal does no harm, because the next one follows soon.
      this.#renewing ??= this.#renew()
        .catch(() => {})
        .finally(() => {
          this.#renewing = undefined;
        });
    }, LEASE_RENEWAL_MS);
  }

  /** Waits for a running renewal: none may reach the store after the lease is removed. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#ended.abort();
    await this.#renewing;
  }

  /** Recreates the lease if a collection removed it because the suspended publisher seemed dead. */
  async #renew(): Promise<void> {
    const { key, keys } = this.#lease;
    const { signal } = this.#ended;
    const found = await this.#store.get(key, { signal });
    const bytes = serializeLease(keys, ++this.#count);
    await this.#store.putIfMatch(key, bytes, found?.etag ?? null, { signal });
  }
}

function serializeLease(keys: readonly string[], renewals: number): Buffer {
  return Buffer.from(`${JSON.stringify({ formatVersion: FORMAT_VERSION, keys, renewals })}\n`);
}

/** Versions of leases: etags by key. */
export type SeenLeases = ReadonlyMap<string, string>;

export interface WatchLeasesOptions extends WaitOptions {
  /** Maximum time to watch; no limit if absent. */
  readonly patienceMs?: number | undefined;
}

/**
 * Watches leases until each has changed or its publisher is considered dead. Relies only on this process's
 * own timer and never compares clocks of different machines.
 *
 * @returns the leases that did not change for five minutes
 */
export async function watchLeases(
  store: ObjectStore,
  leases: SeenLeases,
  options: WatchLeasesOptions = {},
): Promise<SeenLeases> {
  const { timer = systemTimer, signal, onWait, patienceMs = Number.POSITIVE_INFINITY } = options;
  const startedAt = timer.monotonicMs();
  const watches = new Map([...leases.keys()].map((key) => [key, new Watch(timer, LEASE_RENEWAL_MS)]));
  const dead = new Map<string, string>();
  let toldAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const silentMs = await lookAtAll(store, { leases, watches, dead, signal });
    const waitedMs = timer.monotonicMs() - startedAt;
    if (watches.size === 0 || waitedMs + POLL_MS > patienceMs) return dead;
    if (waitedMs - toldAt >= TELL_EVERY_MS) {
      toldAt = waitedMs;
      onWait?.({ waitsFor: "publication", waitedMs, silentMs, staleMs: LEASE_SILENT_MS });
    }
    await timer.sleep(POLL_MS, signal);
  }
}

interface WatchedLeases extends RequestOptions {
  readonly leases: SeenLeases;
  /** Leases that are still in doubt. */
  readonly watches: Map<string, Watch>;
  readonly dead: Map<string, string>;
}

/** @returns for how many milliseconds the quietest lease has not changed */
async function lookAtAll(
  store: ObjectStore,
  { leases, watches, dead, signal }: WatchedLeases,
): Promise<number> {
  // Read concurrently: in sequence, many leases on a slow store would be read too rarely for a verdict.
  const silences = await mapConcurrently([...watches], MAX_LOOKS, async ([key, watch]) => {
    throwIfAborted("watch the leases of publications", signal);
    const etag = leases.get(key) ?? "";
    const isSame = (await store.getIfChanged(key, etag, { signal })) === "unchanged";
    const silentMs = isSame ? watch.look(etag) : 0;
    if (silentMs >= LEASE_SILENT_MS) dead.set(key, etag);
    if (!isSame || dead.has(key)) watches.delete(key);
    return silentMs;
  });
  return Math.max(0, ...silences);
}

export function isLeaseKey(key: string): boolean {
  return /^leases\/[0-9a-f-]{36}\.json$/.test(key);
}

/** A version of a lease. */
export interface SeenLease {
  /** Objects that it protects. */
  readonly keys: readonly string[];
  readonly etag: string;
}

/**
 * @returns `undefined` if it was removed meanwhile
 * @throws DatelineError `index-corrupt` or `index-format` when the lease is unreadable
 */
export async function readLease(
  store: ObjectStore,
  { key }: ObjectInfo,
  options: RequestOptions = {},
): Promise<SeenLease | undefined> {
  const found = await store.get(key, options);
  if (found === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(found.bytes).toString("utf8"));
    checkFormatVersion(value, `"${key}"`);
    return { keys: leaseSchema.parse(value).keys, etag: found.etag };
  } catch (cause) {
    if (cause instanceof DatelineError) {
      // Nothing can open a generation of an earlier format, so its lease protects nothing.
      if (isOutdatedFormat(cause)) return { keys: [], etag: found.etag };
      throw cause;
    }
    const reason = `Cannot read the lease "${key}" of a publication: ${(cause as Error).message}`;
    throw new DatelineError("index-corrupt", `${reason}; delete it while nobody is publishing`, {
      cause,
    });
  }
}

interface AbandonedCheck extends RequestOptions {
  /** Key of the lease. It was just written, so its time is the store's current time. */
  readonly key: string;
  readonly keys: readonly string[];
  readonly abandoned: readonly Abandoned[];
}

/** @throws DatelineError `write-conflict` */
async function assertNotAbandoned(
  store: ObjectStore,
  { key, keys, abandoned, signal }: AbandonedCheck,
): Promise<void> {
  const needed = new Set(keys.map((needed) => generationOfKey(needed) ?? segmentOfKey(needed)));
  const hit = abandoned.filter(({ ids }) => ids.some((id) => needed.has(id)));
  if (hit.length === 0) return;
  const storeTime = (await store.head(key, { signal }))?.modifiedAt ?? new Date(0);
  const open = hit.find((one) => !isOver(one, storeTime));
  if (open === undefined) return;
  const id = open.ids.find((one) => needed.has(one));
  throw new DatelineError(
    "write-conflict",
    `Cannot use ${id}: a garbage collection was interrupted at ${open.at} while deleting it, and its last request may still arrive; build the index again, or try again a day after that time`,
  );
}
