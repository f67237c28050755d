import { systemTimer } from "../clock/timer.ts";
import { DatelineError } from "../errors.ts";
import type { ObjectInfo, ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { findGarbage, type Garbage } from "./find-garbage.ts";
import { type GarbageLock, takeGarbageLock } from "./garbage-lock.ts";
import { companionOfKey, generationOfKey, segmentOfKey } from "./generation-objects.ts";
import { type SeenLeases, type WatchLeasesOptions, watchLeases } from "./lease.ts";
import type { Manifest } from "./manifest.ts";
import { raiseEpoch } from "./point-latest-at.ts";

/** S3 deletes at most this many keys in one request. */
const BATCH_SIZE = 1_000;
/** Keep younger objects, by the store's clock: S3 accepts a delayed signed request for this long. */
export const GARBAGE_GRACE_MS = 15 * 60_000;

export interface CollectGarbageOptions extends WatchLeasesOptions {
  /**
   * How many of the newest generations to keep, in addition to the latest, the one before it and those being
   * published. 0 keeps only the latest, which rules out a rollback.
   */
  readonly keep: number;
  /**
   * Selects generations to delete even if they are among the newest, young, or the one before the latest.
   * Keeps the latest and those being published.
   */
  readonly mustGo?: ((manifest: Manifest) => boolean) | undefined;
  /** Keep younger objects, by the store's clock; default 15 minutes. */
  readonly graceMs?: number | undefined;
  /** Only reports what would be deleted. */
  readonly dryRun?: boolean | undefined;
}

/** What a garbage collection deleted, or would have deleted. */
export interface GarbageReport {
  readonly kept: readonly string[];
  readonly deleted: readonly string[];
  /** Manifests, segment files and the leases of publishers that died. */
  readonly deletedKeys: readonly string[];
  readonly deletedBytes: number;
  /** Unneeded objects that are too young to delete. */
  readonly tooYoung: number;
}

/**
 * Deletes unneeded generations, then the segments that no remaining generation contains. Keeps whatever the
 * latest generation, the one before it, the newest ones and running publications need, and every object that
 * is not part of an index. Publishers wait meanwhile, so they do not prolong the collection.
 *
 * If objects stay only because of publishers that may have died, it then watches their leases without
 * blocking anybody, and collects again. Leases that do not change for five minutes protect nothing in that
 * second round.
 *
 * @throws DatelineError `invalid-input` for a bad `keep`; `index-missing`, `index-corrupt` or `index-format`,
 *   before anything is deleted, when the needed objects are unknown; `write-conflict` while another
 *   collection is running
 */
export async function collectGarbage(
  store: ObjectStore,
  options: CollectGarbageOptions,
): Promise<GarbageReport> {
  assertKeep(options.keep);
  if (options.dryRun === true) return await planCollection(store, options);
  const garbage = await collectOnce(store, options, new Map());
  const report = toReport(garbage);
  if (garbage.doubtfulLeases.size === 0) return report;
  const dead = await watchLeases(store, garbage.doubtfulLeases, options);
  if (dead.size === 0) return report;
  const more = toReport(await collectOnce(store, options, dead));
  return {
    ...more,
    deleted: [...report.deleted, ...more.deleted],
    deletedKeys: [...report.deletedKeys, ...more.deletedKeys],
    deletedBytes: report.deletedBytes + more.deletedBytes,
  };
}

async function collectOnce(
  store: ObjectStore,
  options: CollectGarbageOptions,
  dead: SeenLeases,
): Promise<Garbage> {
  const lock = await takeGarbageLock(store, options);
  try {
    const { keep, graceMs = GARBAGE_GRACE_MS, mustGo, signal } = options;
    const dropPrevious = keep === 0 || mustGo !== undefined;
    const step = async () => await lock.keep();
    const { pointer, storeTime } = await raiseEpoch(store, { ...options, step, dropPrevious });
    const youngest = new Date(storeTime.getTime() - graceMs);
    const garbage = await findGarbage(store, {
      keep,
      mustGo,
      youngest,
      storeTime,
      dead,
      epoch: pointer.epoch,
      step,
      signal,
    });
    for (const objects of inOrder(garbage)) await deleteObjects(store, objects, lock);
    return garbage;
  } finally {
    // If the release fails, the lock becomes stale. That must not hide the error of the collection.
    await lock.release().catch(() => {});
  }
}

/** Writes nothing, so it cannot read the store's clock. Uses this machine's clock as an estimate. */
async function planCollection(
  store: ObjectStore,
  { keep, graceMs = GARBAGE_GRACE_MS, timer = systemTimer, signal }: CollectGarbageOptions,
): Promise<GarbageReport> {
  const storeTime = new Date(timer.wallMs());
  const youngest = new Date(storeTime.getTime() - graceMs);
  const garbage = await findGarbage(store, {
    keep,
    youngest,
    storeTime,
    epoch: 0,
    step: async () => {},
    signal,
  });
  return toReport(garbage);
}

function assertKeep(keep: number): void {
  if (Number.isInteger(keep) && keep >= 0) return;
  throw new DatelineError(
    "invalid-input",
    `Cannot keep ${keep} generations: keep must be a whole number from 0`,
  );
}

async function deleteObjects(
  store: ObjectStore,
  objects: readonly ObjectInfo[],
  lock: GarbageLock,
): Promise<void> {
  for (let start = 0; start < objects.length; start += BATCH_SIZE) {
    const keys = objects.slice(start, start + BATCH_SIZE).map(({ key }) => key);
    const ids = new Set(
      keys.flatMap((key) => generationOfKey(key) ?? segmentOfKey(key) ?? companionOfKey(key) ?? []),
    );
    const options: RequestOptions = { signal: await lock.condemn([...ids]) };
    await store.delete(keys, options);
    lock.spare();
  }
}

function inOrder({
  manifests,
  segmentFiles,
  companions,
  deadLeases,
}: Garbage): readonly (readonly ObjectInfo[])[] {
  return [manifests, segmentFiles, companions, deadLeases];
}

function toReport(garbage: Garbage): GarbageReport {
  const { kept, deleted, tooYoung } = garbage;
  const objects = inOrder(garbage).flat();
  return {
    kept,
    deleted,
    deletedKeys: objects.map(({ key }) => key),
    deletedBytes: objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    tooYoung,
  };
}
