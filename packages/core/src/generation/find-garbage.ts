import { DatelineError } from "../errors.ts";
import type { ObjectInfo, ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { isLeaseKey, LEASE_PREFIX, LEASE_STALE_MS, readLease } from "./lease.ts";
import { type GenerationList, type ListedGeneration, listGenerations } from "./list-generations.ts";
import { isOutdatedFormat } from "./manifest.ts";
import {
  companionOfKey,
  generationOfKey,
  MANIFEST_PREFIX,
  SEGMENT_PREFIX,
  segmentOfKey,
} from "./object-keys.ts";

/** What is to be deleted, in this order. */
export interface Garbage {
  readonly kept: readonly string[];
  readonly deleted: readonly string[];
  /** First, so that no reader finds a manifest whose files are gone. */
  readonly manifests: readonly ObjectInfo[];
  readonly segmentFiles: readonly ObjectInfo[];
  /** Signatures and provenance of generations that are gone. */
  readonly companions: readonly ObjectInfo[];
  readonly staleLeases: readonly ObjectInfo[];
  /** Objects that nothing needs and that are too young. */
  readonly tooYoung: number;
}

export interface FindGarbageOptions extends RequestOptions {
  readonly keep: number;
  /** What was stored later stays. */
  readonly youngest: Date;
  /** The time at the store. */
  readonly storeTime: Date;
  /** The least epoch that `latest.json` must have. */
  readonly epoch: number;
  /** Awaited before each request and each object of a listing. */
  readonly step: () => Promise<void>;
}

/**
 * Finds what nothing needs. Objects are listed first and what needs them is asked for afterwards, so that nothing that
 * comes meanwhile is taken for garbage.
 *
 * @throws DatelineError as `collectGarbage`
 */
export async function findGarbage(store: ObjectStore, options: FindGarbageOptions): Promise<Garbage> {
  const segmentFiles = await listAll(store, SEGMENT_PREFIX, options);
  const manifests = await listAll(store, MANIFEST_PREFIX, options);
  const leases = await readLeases(store, options);
  const list = await listGenerations(store, options);
  assertReadable(list);
  assertNotStale(list, options.epoch);
  const isYoung = ({ modifiedAt }: { readonly modifiedAt: Date }) => modifiedAt > options.youngest;
  const needed = neededGenerations(list, { keep: options.keep, leased: leases.generations });
  const listed = new Set(manifests.map(({ key }) => generationOfKey(key)));
  const isKept = (generation: ListedGeneration) =>
    needed.has(generation.id) || isYoung(generation) || !listed.has(generation.id);
  const kept = list.generations.filter(isKept);
  const keptIds = new Set([...needed, ...kept.map(({ id }) => id)]);
  const keptSegments = new Set([...leases.segments, ...kept.flatMap(segmentsOf)]);
  const youngSegments = new Set(segmentFiles.filter(isYoung).map(({ key }) => segmentOfKey(key)));
  const needless = segmentFiles.filter(({ key }) => isNeedless(segmentOfKey(key), keptSegments));
  const old = needless.filter(({ key }) => !youngSegments.has(segmentOfKey(key)));
  return {
    kept: kept.map(({ id }) => id),
    deleted: list.generations.filter((generation) => !isKept(generation)).map(({ id }) => id),
    manifests: manifests.filter((info) => isNeedless(generationOfKey(info.key), keptIds) && !isYoung(info)),
    segmentFiles: old,
    companions: manifests.filter((info) => isNeedless(companionOfKey(info.key), keptIds) && !isYoung(info)),
    staleLeases: leases.stale,
    tooYoung: needless.length - old.length + kept.filter(({ id }) => !needed.has(id)).length,
  };
}

/** The latest, the one that a rollback returns to, the newest, and those that are being published. */
function neededGenerations(
  { generations, latest }: GenerationList,
  { keep, leased }: { readonly keep: number; readonly leased: ReadonlySet<string> },
): ReadonlySet<string> {
  const usable = generations.filter(({ problem }) => problem === null);
  const needed = new Set([...leased, ...usable.slice(0, keep).map(({ id }) => id)]);
  if (latest !== null) needed.add(latest.generation);
  if (latest?.previous !== undefined && keep > 0) needed.add(latest.previous);
  return needed;
}

function segmentsOf(generation: ListedGeneration): readonly string[] {
  return generation.problem === null ? generation.manifest.segments.map(({ id }) => id) : [];
}

/** Keys that are not of the index have no id, and are none of our business. */
function isNeedless(id: string | undefined, kept: ReadonlySet<string>): boolean {
  return id !== undefined && !kept.has(id);
}

/**
 * A manifest that is damaged or of an earlier format is garbage, since nothing can open it; one that only a newer program
 * can read is not.
 */
function assertReadable({ generations, problem }: GenerationList): void {
  if (problem !== null) throw problem;
  for (const { problem: reason, isLatest } of generations) {
    if (reason === null) continue;
    if (isLatest || (reason.code === "index-format" && !isOutdatedFormat(reason))) throw reason;
  }
}

/** @throws DatelineError `store-unreachable` when the store forgot what was written to it a moment ago */
function assertNotStale({ latest }: GenerationList, epoch: number): void {
  if (latest === null || latest.epoch >= epoch) return;
  throw new DatelineError(
    "store-unreachable",
    `Cannot collect garbage: the store answered with latest.json of epoch ${latest.epoch} after ${epoch} was written; it is no store to publish to if it goes on so`,
  );
}

interface Leases {
  readonly generations: ReadonlySet<string>;
  readonly segments: ReadonlySet<string>;
  readonly stale: readonly ObjectInfo[];
}

async function readLeases(store: ObjectStore, options: FindGarbageOptions): Promise<Leases> {
  const [generations, segments] = [new Set<string>(), new Set<string>()];
  const stale: ObjectInfo[] = [];
  for (const info of await listAll(store, LEASE_PREFIX, options)) {
    if (!isLeaseKey(info.key)) continue;
    if (options.storeTime.getTime() - info.modifiedAt.getTime() >= LEASE_STALE_MS) {
      stale.push(info);
      continue;
    }
    await options.step();
    for (const key of await readLease(store, info, options)) {
      const [generation, segment] = [generationOfKey(key), segmentOfKey(key)];
      if (generation !== undefined) generations.add(generation);
      if (segment !== undefined) segments.add(segment);
    }
  }
  return { generations, segments, stale };
}

async function listAll(
  store: ObjectStore,
  prefix: string,
  { step, signal }: FindGarbageOptions,
): Promise<ObjectInfo[]> {
  const found: ObjectInfo[] = [];
  await step();
  for await (const info of store.list(prefix, { signal })) {
    found.push(info);
    await step();
  }
  return found;
}
