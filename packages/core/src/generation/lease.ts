import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import { DatelineError } from "../errors.ts";
import type { ObjectInfo, ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { awaitCollection, type WaitOptions } from "./garbage-lock.ts";
import { type Abandoned, isOver } from "./garbage-lock-state.ts";
import { checkFormatVersion, FORMAT_VERSION, isOutdatedFormat } from "./manifest.ts";
import { generationOfKey, segmentOfKey } from "./object-keys.ts";

/** Every lease's key starts so. */
export const LEASE_PREFIX = "leases/";
/** A lease so old, by the store's clock, belongs to a publisher that died. */
export const LEASE_STALE_MS = 24 * 60 * 60_000;
/** How long giving a lease back may take before it is left to grow stale. */
const REMOVAL_TIMEOUT_MS = 10_000;

const leaseSchema = z.object({
  /** Objects that should not be deleted while the lease is there, whether they exist yet or not. */
  keys: z.array(z.string()),
});

export interface LeaseOptions extends WaitOptions {
  readonly keys: readonly string[];
}

/** What the work under a lease may ask of it. */
export interface Lease {
  /**
   * Waits until no garbage collection is under way. To be called after `latest.json` was read and before objects are
   * looked for: what is found then cannot be deleted unless replacing that version of `latest.json` fails.
   *
   * @returns true when there was something to wait for, so that `latest.json` has changed
   * @throws DatelineError `write-conflict` when a collection that was cut off may still delete what the lease names
   */
  awaitCollection(): Promise<boolean>;
}

/**
 * Runs work during which garbage collection leaves the given objects alone, so that it need not do again what it has
 * done. That the work ends well does not rest on the lease but on the order of steps that
 * docs/decisions/0012-publishing-safely.md describes.
 */
export async function withLease<T>(
  store: ObjectStore,
  { keys, ...options }: LeaseOptions,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const key = `${LEASE_PREFIX}${randomUUID()}.json`;
  const bytes = Buffer.from(`${JSON.stringify({ formatVersion: FORMAT_VERSION, keys })}\n`);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  try {
    await store.putNew(key, bytes, { sha256, signal: options.signal });
    return await work({
      awaitCollection: async () => {
        const { waited, abandoned } = await awaitCollection(store, options);
        if (abandoned.length > 0) await assertNotAbandoned(store, { key, keys, abandoned, ...options });
        return waited;
      },
    });
  } finally {
    // A lease that stays behind costs nothing but room, so its removal must not hide how the work ended.
    await store.delete([key], { signal: AbortSignal.timeout(REMOVAL_TIMEOUT_MS) }).catch(() => {});
  }
}

/** True for keys that a lease may have. */
export function isLeaseKey(key: string): boolean {
  return /^leases\/[0-9a-f-]{36}\.json$/.test(key);
}

/**
 * @returns the keys that the lease protects; none when it was given back meanwhile
 * @throws DatelineError `index-corrupt` or `index-format` when it does not say what it protects
 */
export async function readLease(
  store: ObjectStore,
  { key }: ObjectInfo,
  options: RequestOptions = {},
): Promise<readonly string[]> {
  const found = await store.get(key, options);
  if (found === undefined) return [];
  try {
    const value: unknown = JSON.parse(Buffer.from(found.bytes).toString("utf8"));
    checkFormatVersion(value, `"${key}"`);
    return leaseSchema.parse(value).keys;
  } catch (cause) {
    if (cause instanceof DatelineError) {
      // What an earlier program publishes cannot be read by anybody any more.
      if (isOutdatedFormat(cause)) return [];
      throw cause;
    }
    const reason = `Cannot read the lease "${key}" of a publication: ${(cause as Error).message}`;
    throw new DatelineError("index-corrupt", `${reason}; delete it once nothing is being published`, {
      cause,
    });
  }
}

interface AbandonedCheck extends RequestOptions {
  /** Of the lease, which has just been written: its time is the store's. */
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
    `Cannot use ${id}: a garbage collection was cut off at ${open.at} while it deleted that, and its last request may still arrive; build the index again, or try again a day after that time`,
  );
}
