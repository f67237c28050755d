import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import { DatelineError } from "../errors.ts";
import type { ObjectInfo, ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { waitForGarbageCollection } from "./garbage-lock.ts";
import { checkFormatVersion, FORMAT_VERSION } from "./manifest.ts";

/** Every lease's key starts so. */
export const LEASE_PREFIX = "leases/";
/** A lease so old belongs to a publisher that died. */
export const LEASE_STALE_MS = 24 * 60 * 60_000;
/** A publisher that lives gives up after this; the rest is for clocks that differ. */
const LEASE_VALID_MS = 23 * 60 * 60_000;
/** How long giving a lease back may take before it is left to grow stale. */
const REMOVAL_TIMEOUT_MS = 10_000;

const leaseSchema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  startedAt: z.iso.datetime(),
  /** Objects that must not be deleted while the lease is there, whether they exist yet or not. */
  keys: z.array(z.string()),
});

export interface LeaseOptions extends RequestOptions {
  readonly keys: readonly string[];
  readonly now?: (() => Date) | undefined;
  /** Called once if a garbage collection has to end first. */
  readonly onWait?: (() => void) | undefined;
}

/** What the work under a lease may ask of it. */
export interface Lease {
  /** To be called before the step that others rely on. @throws DatelineError `write-conflict` when it grew too old */
  assertValid(): void;
}

/**
 * Runs work during which garbage collection leaves the given objects alone.
 *
 * Publisher and collector each write their own flag before they read the other's, as in Dekker's algorithm: the
 * publisher writes a lease and then looks for the lock, the collector takes the lock and then lists the leases. A store
 * whose reads and listings show every finished write (S3 does: https://aws.amazon.com/s3/consistency/) lets at least
 * one of the two see the other: the collector spares what the lease names, or the publisher waits until the
 * collector is done, and looks for its objects only then.
 */
export async function withLease<T>(
  store: ObjectStore,
  { keys, signal, onWait, now = () => new Date() }: LeaseOptions,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const startedAt = now();
  const key = `${LEASE_PREFIX}${randomUUID()}.json`;
  const lease = { formatVersion: FORMAT_VERSION, startedAt: startedAt.toISOString(), keys };
  const bytes = Buffer.from(`${JSON.stringify(lease)}\n`);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  try {
    await store.putNew(key, bytes, { sha256, signal });
    await waitForGarbageCollection(store, { now, signal, onWait });
    return await work({ assertValid: () => assertYoung(startedAt, now()) });
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
    if (cause instanceof DatelineError) throw cause;
    const reason = `Cannot read the lease "${key}" of a publication: ${(cause as Error).message}`;
    throw new DatelineError("index-corrupt", `${reason}; delete it once nothing is being published`, {
      cause,
    });
  }
}

function assertYoung(startedAt: Date, now: Date): void {
  if (now.getTime() - startedAt.getTime() < LEASE_VALID_MS) return;
  throw new DatelineError(
    "write-conflict",
    `Cannot finish: the work began at ${startedAt.toISOString()}, longer ago than a lease lasts; run the command again`,
  );
}
