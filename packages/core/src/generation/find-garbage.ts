import { DatelineError } from "../errors.ts";
import type { ObjectInfo, ObjectStore, RequestOptions } from "../ports/object-store.ts";
import {
  companionOfKey,
  generationOfKey,
  MANIFEST_PREFIX,
  SEGMENT_PREFIX,
  segmentOfKey,
} from "./generation-objects.ts";
import { isLeaseKey, LEASE_PREFIX, readLease, type SeenLeases } from "./lease.ts";
import { type GenerationList, type ListedGeneration, listGenerations } from "./list-generations.ts";
import { isOutdatedFormat, type Manifest } from "./manifest.ts";

/** Check whether a publisher that takes this long still lives, even if it holds no garbage. */
const OLD_LEASE_MS = 24 * 60 * 60_000;

/** What to delete, in this order. */
export interface Garbage extends Needless {
  /** Leases of publishers that died. */
  readonly deadLeases: readonly ObjectInfo[];
  /**
   * Leases whose publishers may have died: those that alone protect something, and those that are a day old.
   */
  readonly doubtfulLeases: SeenLeases;
}

/** Objects that nothing needs. */
interface Needless {
  readonly kept: readonly string[];
  readonly deleted: readonly string[];
  /** Delete these first, so that no reader finds a manifest without its files. */
  readonly manifests: readonly ObjectInfo[];
  readonly segmentFiles: readonly ObjectInfo[];
  /** Signatures and provenance of deleted generations. */
  readonly companions: readonly ObjectInfo[];
  /** Unneeded objects that are too young to delete. */
  readonly tooYoung: number;
}

export interface FindGarbageOptions extends RequestOptions {
  readonly keep: number;
  /** See `CollectGarbageOptions`. */
  readonly mustGo?: ((manifest: Manifest) => boolean) | undefined;
  /** Keep objects that are newer than this. */
  readonly youngest: Date;
  /** The time by the store's clock. */
  readonly storeTime: Date;
  /** Leases of publishers that died, which protect nothing. */
  readonly dead?: SeenLeases | undefined;
  /** The lowest epoch that `latest.json` may have. */
  readonly epoch: number;
  /** Awaited before each request and each object of a listing. */
  readonly step: () => Promise<void>;
}

/**
 * Finds unneeded objects. Lists objects before it reads which are needed, so that new ones are not mistaken
 * for garbage.
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
  const listed = { segmentFiles, manifests, list };
  const held = leases.filter(({ info, etag }) => options.dead?.get(info.key) !== etag);
  const needless = findNeedless(listed, { ...options, leases: held });
  return {
    ...needless,
    deadLeases: leases.filter((lease) => !held.includes(lease)).map(({ info }) => info),
    doubtfulLeases: doubtful(held, {
      needless,
      unheld: findNeedless(listed, { ...options, leases: [] }),
      storeTime: options.storeTime,
    }),
  };
}

interface Listed {
  readonly segmentFiles: readonly ObjectInfo[];
  readonly manifests: readonly ObjectInfo[];
  readonly list: GenerationList;
}

function findNeedless(
  { segmentFiles, manifests, list }: Listed,
  { leases, ...options }: FindGarbageOptions & { readonly leases: readonly HeldLease[] },
): Needless {
  const isYoung = ({ modifiedAt }: { readonly modifiedAt: Date }) => modifiedAt > options.youngest;
  const leased = new Set(leases.flatMap(({ generations }) => generations));
  const needed = neededGenerations(list, { ...options, leased });
  const listed = new Set(manifests.map(({ key }) => generationOfKey(key)));
  const isKept = (generation: ListedGeneration) =>
    needed.has(generation.id) ||
    (isYoung(generation) && !isToGo(generation, options)) ||
    !listed.has(generation.id);
  const kept = list.generations.filter(isKept);
  const keptIds = new Set([...needed, ...kept.map(({ id }) => id)]);
  const keptSegments = new Set([...leases.flatMap(({ segments }) => segments), ...kept.flatMap(segmentsOf)]);
  const youngSegments = new Set(segmentFiles.filter(isYoung).map(({ key }) => segmentOfKey(key)));
  const needless = segmentFiles.filter(({ key }) => isNeedless(segmentOfKey(key), keptSegments));
  const old = needless.filter(({ key }) => !youngSegments.has(segmentOfKey(key)));
  return {
    kept: kept.map(({ id }) => id),
    deleted: list.generations.filter((generation) => !isKept(generation)).map(({ id }) => id),
    manifests: manifests.filter((info) => isNeedless(generationOfKey(info.key), keptIds) && !isYoung(info)),
    segmentFiles: old,
    companions: manifests.filter((info) => isNeedless(companionOfKey(info.key), keptIds) && !isYoung(info)),
    tooYoung: needless.length - old.length + kept.filter(({ id }) => !needed.has(id)).length,
  };
}

interface Doubt {
  readonly needless: Needless;
  /** What would be needless without the leases. */
  readonly unheld: Needless;
  readonly storeTime: Date;
}

function doubtful(leases: readonly HeldLease[], { needless, unheld, storeTime }: Doubt): SeenLeases {
  const deleted = idsOf(needless);
  const spared = new Set([...idsOf(unheld)].filter((id) => !deleted.has(id)));
  const isInDoubt = ({ info, generations, segments }: HeldLease) =>
    [...generations, ...segments].some((id) => spared.has(id)) ||
    storeTime.getTime() - info.modifiedAt.getTime() >= OLD_LEASE_MS;
  return new Map(leases.filter(isInDoubt).map(({ info, etag }) => [info.key, etag]));
}

function idsOf({ manifests, segmentFiles }: Needless): ReadonlySet<string | undefined> {
  return new Set([
    ...manifests.map(({ key }) => generationOfKey(key)),
    ...segmentFiles.map(({ key }) => segmentOfKey(key)),
  ]);
}

/** The latest, the one before it, the newest ones, and those being published. */
function neededGenerations(
  { generations, latest }: GenerationList,
  {
    keep,
    mustGo,
    leased,
  }: Pick<FindGarbageOptions, "keep" | "mustGo"> & { readonly leased: ReadonlySet<string> },
): ReadonlySet<string> {
  const usable = generations.filter((one) => one.problem === null && !isToGo(one, { mustGo }));
  const needed = new Set([...leased, ...usable.slice(0, keep).map(({ id }) => id)]);
  if (latest !== null) needed.add(latest.generation);
  const previous = generations.find(({ id }) => id === latest?.previous);
  const isKept = keep > 0 && (previous === undefined || !isToGo(previous, { mustGo }));
  if (latest?.previous !== undefined && isKept) needed.add(latest.previous);
  return needed;
}

function isToGo(generation: ListedGeneration, { mustGo }: Pick<FindGarbageOptions, "mustGo">): boolean {
  return generation.problem === null && mustGo?.(generation.manifest) === true;
}

function segmentsOf(generation: ListedGeneration): readonly string[] {
  return generation.problem === null ? generation.manifest.segments.map(({ id }) => id) : [];
}

/** A key without an id is not part of the index. Keep it. */
function isNeedless(id: string | undefined, kept: ReadonlySet<string>): boolean {
  return id !== undefined && !kept.has(id);
}

/**
 * Treats a damaged manifest or one of an earlier format as garbage, because nothing can open it. Refuses one
 * that needs a newer program.
 */
function assertReadable({ generations, problem }: GenerationList): void {
  if (problem !== null) throw problem;
  for (const { problem: reason, isLatest } of generations) {
    if (reason === null) continue;
    if (isLatest || (reason.code === "index-format" && !isOutdatedFormat(reason))) throw reason;
  }
}

/** @throws DatelineError `store-unreachable` when the store returns a version older than the last write */
function assertNotStale({ latest }: GenerationList, epoch: number): void {
  if (latest === null || latest.epoch >= epoch) return;
  throw new DatelineError(
    "store-unreachable",
    `Cannot collect garbage: the store returned latest.json of epoch ${latest.epoch} after epoch ${epoch} was written; do not publish to this store if this happens again`,
  );
}

interface HeldLease {
  readonly info: ObjectInfo;
  readonly etag: string;
  readonly generations: readonly string[];
  readonly segments: readonly string[];
}

async function readLeases(store: ObjectStore, options: FindGarbageOptions): Promise<readonly HeldLease[]> {
  const leases: HeldLease[] = [];
  for (const info of await listAll(store, LEASE_PREFIX, options)) {
    if (!isLeaseKey(info.key)) continue;
    await options.step();
    const lease = await readLease(store, info, options);
    if (lease === undefined) continue;
    const generations = lease.keys.flatMap((key) => generationOfKey(key) ?? []);
    const segments = lease.keys.flatMap((key) => segmentOfKey(key) ?? []);
    leases.push({ info, etag: lease.etag, generations, segments });
  }
  return leases;
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
