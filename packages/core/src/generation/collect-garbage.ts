import { DatelineError } from "../errors.ts";
import type { ObjectInfo, ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { type GarbageLock, takeGarbageLock } from "./garbage-lock.ts";
import { isLeaseKey, LEASE_PREFIX, LEASE_STALE_MS, readLease } from "./lease.ts";
import { type GenerationList, listGenerations } from "./list-generations.ts";
import { generationOfKey, MANIFEST_PREFIX, SEGMENT_PREFIX, segmentOfKey } from "./object-keys.ts";

/** As many keys as S3 deletes in one request. */
const BATCH_SIZE = 1_000;

export interface CollectGarbageOptions extends RequestOptions {
  /** How many of the newest generations to keep, beside the latest and what is being published; from 0. */
  readonly keep: number;
  /** Only finds out what would be deleted. */
  readonly dryRun?: boolean | undefined;
  readonly now?: (() => Date) | undefined;
}

/** What a garbage collection deleted, or would have. */
export interface GarbageReport {
  /** Ids of generations, newest first. */
  readonly kept: readonly string[];
  /** Ids of generations, newest first. */
  readonly deleted: readonly string[];
  /** Manifests, segment files and the leases of publishers that died. */
  readonly deletedKeys: readonly string[];
  readonly deletedBytes: number;
}

/** What is to be deleted, in this order. */
interface Garbage {
  readonly kept: readonly string[];
  readonly deleted: readonly string[];
  /** First, so that no reader finds a manifest whose files are gone. */
  readonly manifests: readonly ObjectInfo[];
  readonly segmentFiles: readonly ObjectInfo[];
  readonly staleLeases: readonly ObjectInfo[];
}

/**
 * Deletes generations that nobody needs, then the segments that no generation has any more. Everything that the latest
 * generation, the newest ones and publications under way need stays, as does every object that is not of an index.
 *
 * @throws DatelineError `invalid-input` for a bad `keep`; `index-missing`, `index-corrupt` or `index-format`, before
 * anything is deleted, when it cannot be told what is needed; `write-conflict` while another collection is under way
 */
export async function collectGarbage(
  store: ObjectStore,
  { keep, signal, dryRun = false, now = () => new Date() }: CollectGarbageOptions,
): Promise<GarbageReport> {
  if (!Number.isInteger(keep) || keep < 0) {
    throw new DatelineError(
      "invalid-input",
      `Cannot keep ${keep} generations: it is not a whole number from 0`,
    );
  }
  if (dryRun) return toReport(await findGarbage(store, { keep, signal, now }));
  const lock = await takeGarbageLock(store, { now, signal });
  try {
    const garbage = await findGarbage(store, { keep, signal, now });
    for (const objects of [garbage.manifests, garbage.segmentFiles, garbage.staleLeases]) {
      await deleteObjects(store, objects, lock);
    }
    return toReport(garbage);
  } finally {
    // One that cannot be given back grows stale; that must not hide how the collection ended.
    await lock.release().catch(() => {});
  }
}

/**
 * The order of reading matters: a publication that ends meanwhile removes its lease after it has set `latest.json`, so
 * leases are read first and what they led to is seen afterwards.
 */
async function findGarbage(
  store: ObjectStore,
  { keep, now, signal }: RequestOptions & { keep: number; now: () => Date },
): Promise<Garbage> {
  const { leased, stale } = await readLeases(store, { now, signal });
  const segmentFiles = await listAll(store, SEGMENT_PREFIX, { signal });
  const manifests = await listAll(store, MANIFEST_PREFIX, { signal });
  const list = await listGenerations(store, { signal });
  assertReadable(list);
  const usable = list.generations.filter(({ problem }) => problem === null);
  const newest = new Set(usable.slice(0, keep).map(({ id }) => id));
  const isKept = (id: string) =>
    newest.has(id) || id === list.latest?.generation || leased.generations.has(id);
  const keptSegments = new Set(leased.segments);
  for (const generation of list.generations) {
    if (generation.problem !== null || !isKept(generation.id)) continue;
    for (const { id } of generation.manifest.segments) keptSegments.add(id);
  }
  const known = list.generations.map(({ id }) => id);
  return {
    kept: known.filter(isKept),
    deleted: known.filter((id) => !isKept(id)),
    manifests: manifests.filter(({ key }) => isGarbage(generationOfKey(key), isKept)),
    segmentFiles: segmentFiles.filter(({ key }) =>
      isGarbage(segmentOfKey(key), (id) => keptSegments.has(id)),
    ),
    staleLeases: stale,
  };
}

/** Keys that are not of the index have no id, and are none of our business. */
function isGarbage(id: string | undefined, isKept: (id: string) => boolean): boolean {
  return id !== undefined && !isKept(id);
}

/** A damaged manifest is garbage, since nothing can open it; one that only a newer program can read is not. */
function assertReadable({ generations, problem }: GenerationList): void {
  if (problem !== null) throw problem;
  for (const { problem: reason, isLatest } of generations) {
    if (reason !== null && (isLatest || reason.code === "index-format")) throw reason;
  }
}

async function readLeases(
  store: ObjectStore,
  { now, signal }: RequestOptions & { now: () => Date },
): Promise<{ leased: { generations: Set<string>; segments: Set<string> }; stale: ObjectInfo[] }> {
  const leased = { generations: new Set<string>(), segments: new Set<string>() };
  const stale: ObjectInfo[] = [];
  for (const info of await listAll(store, LEASE_PREFIX, { signal })) {
    if (!isLeaseKey(info.key)) continue;
    if (now().getTime() - info.modifiedAt.getTime() >= LEASE_STALE_MS) {
      stale.push(info);
      continue;
    }
    for (const key of await readLease(store, info, { signal })) {
      const [generation, segment] = [generationOfKey(key), segmentOfKey(key)];
      if (generation !== undefined) leased.generations.add(generation);
      if (segment !== undefined) leased.segments.add(segment);
    }
  }
  return { leased, stale };
}

async function listAll(store: ObjectStore, prefix: string, options: RequestOptions): Promise<ObjectInfo[]> {
  const found: ObjectInfo[] = [];
  for await (const info of store.list(prefix, options)) found.push(info);
  return found;
}

async function deleteObjects(
  store: ObjectStore,
  objects: readonly ObjectInfo[],
  lock: GarbageLock,
): Promise<void> {
  for (let start = 0; start < objects.length; start += BATCH_SIZE) {
    const keys = objects.slice(start, start + BATCH_SIZE).map(({ key }) => key);
    await store.delete(keys, { signal: await lock.renew() });
  }
}

function toReport({ kept, deleted, manifests, segmentFiles, staleLeases }: Garbage): GarbageReport {
  const objects = [...manifests, ...segmentFiles, ...staleLeases];
  return {
    kept,
    deleted,
    deletedKeys: objects.map(({ key }) => key),
    deletedBytes: objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}
