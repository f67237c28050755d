import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { findDamage, type IndexDamage, isDamaged } from "./check-index.ts";
import {
  type GenerationObject,
  generationOfKey,
  MANIFEST_PREFIX,
  manifestKey,
  segmentObjects,
} from "./generation-objects.ts";
import { IdentityReader } from "./identity-reader.ts";
import { fetchLatest } from "./latest-pointer.ts";
import { generationId, isOutdatedFormat, type Manifest, parseDamagedManifest } from "./manifest.ts";

/** An object that is missing or differs from the digest in a manifest. */
export interface DamagedObject {
  readonly key: string;
  /** The size of a manifest is unknown. */
  readonly expected: { readonly sha256: string; readonly sizeBytes?: number | undefined };
  readonly problem: "missing" | "wrong-size" | "wrong-content";
  /** Ids of the checked generations that need it. */
  readonly generations: readonly string[];
}

export interface CheckStoreOptions extends RequestOptions {
  /** Check every generation in the store, not only the current one. */
  readonly all: boolean;
  /** An existing folder for downloads, one at a time. */
  readonly folder: string;
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

export interface CheckProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** The result of checking all objects. */
export interface StoreCheck {
  /** Ids, the current one first. */
  readonly generations: readonly string[];
  readonly objects: number;
  /** The total size of `objects`. */
  readonly bytes: number;
  readonly damaged: readonly DamagedObject[];
  /** Duplicate articles and wrong counts of the current generation; `null` if its objects are damaged. */
  readonly lists: IndexDamage | null;
}

export function isHealthy({ damaged, lists }: StoreCheck): boolean {
  return damaged.length === 0 && lists !== null && !isDamaged(lists);
}

/**
 * Reads every object of the current generation, or of all, and compares it with the sha256 in its manifest.
 * Nothing else detects wrong bytes of the right length. Reads an object that differs a second time, to rule
 * out a network fault.
 *
 * @throws DatelineError `index-missing`, `index-corrupt` or `index-format` when `latest.json` is unusable
 */
export async function checkStore(store: ObjectStore, options: CheckStoreOptions): Promise<StoreCheck> {
  const { pointer } = await fetchLatest(store, options);
  const others = options.all ? await listManifests(store, options) : [];
  const ids = [pointer.generation, ...others.filter((id) => id !== pointer.generation)];
  const { manifests, damaged } = await readManifests(store, ids, options);
  const latest = manifests.get(pointer.generation);
  const needed = neededObjects(manifests);
  const damagedObjects = [...damaged, ...(await checkObjects(store, needed, options))];
  const isReadable = latest !== undefined && damagedObjects.length === 0;
  return {
    generations: [...manifests.keys(), ...damaged.flatMap(({ generations }) => generations)],
    objects: needed.length + manifests.size + damaged.length,
    bytes: needed.reduce((sum, { object }) => sum + object.digest.sizeBytes, 0),
    damaged: damagedObjects,
    lists: isReadable ? await checkLists(store, latest, options) : null,
  };
}

async function readManifests(
  store: ObjectStore,
  ids: readonly string[],
  options: RequestOptions,
): Promise<{ readonly manifests: ReadonlyMap<string, Manifest>; readonly damaged: DamagedObject[] }> {
  const manifests = new Map<string, Manifest>();
  const damaged: DamagedObject[] = [];
  for (const [index, id] of ids.entries()) {
    const read = await readManifest(store, id, { isLatest: index === 0, signal: options.signal });
    if (read === "outdated") continue;
    if ("problem" in read) damaged.push(read);
    else manifests.set(id, read);
  }
  return { manifests, damaged };
}

interface NeededObject {
  readonly object: GenerationObject;
  readonly generations: string[];
}

/** Lists each object once, however many generations need it. */
function neededObjects(manifests: ReadonlyMap<string, Manifest>): readonly NeededObject[] {
  const needed = new Map<string, NeededObject>();
  for (const [id, { segments }] of manifests) {
    for (const object of segments.flatMap(segmentObjects)) {
      const known = needed.get(object.key);
      if (known === undefined) needed.set(object.key, { object, generations: [id] });
      else if (!known.generations.includes(id)) known.generations.push(id);
    }
  }
  return [...needed.values()];
}

async function listManifests(store: ObjectStore, options: RequestOptions): Promise<string[]> {
  const ids: string[] = [];
  for await (const { key } of store.list(MANIFEST_PREFIX, { signal: options.signal })) {
    ids.push(...(generationOfKey(key) === undefined ? [] : [generationOfKey(key) as string]));
  }
  return ids.sort();
}

/** @returns "outdated" for an earlier format, which is not checked */
async function readManifest(
  store: ObjectStore,
  id: string,
  { isLatest, signal }: RequestOptions & { readonly isLatest: boolean },
): Promise<Manifest | DamagedObject | "outdated"> {
  const key = manifestKey(id);
  const damaged = (problem: DamagedObject["problem"]): DamagedObject => ({
    key,
    expected: { sha256: id },
    problem,
    generations: [id],
  });
  try {
    const found = await store.get(key, { signal });
    if (found === undefined) return damaged("missing");
    const text = Buffer.from(found.bytes).toString("utf8");
    if (generationId(found.bytes) !== id) return damaged("wrong-content");
    return parseDamagedManifest(text, id);
  } catch (error) {
    if (!(error instanceof DatelineError)) throw error;
    if (error.code === "object-corrupt") return damaged("wrong-content");
    if (!isLatest && isOutdatedFormat(error)) return "outdated";
    throw error;
  }
}

async function checkObjects(
  store: ObjectStore,
  objects: readonly NeededObject[],
  { folder, signal, onProgress }: CheckStoreOptions,
): Promise<DamagedObject[]> {
  const totalBytes = objects.reduce((sum, { object }) => sum + object.digest.sizeBytes, 0);
  const path = join(folder, "object");
  const damaged: DamagedObject[] = [];
  let before = 0;
  for (const { object, generations } of objects) {
    const tell = (doneBytes: number) => onProgress?.({ doneBytes: before + doneBytes, totalBytes });
    const problem = await findProblem(store, object, { path, signal, onProgress: tell });
    if (problem !== null) {
      damaged.push({ key: object.key, expected: object.digest, problem, generations });
    }
    before += object.digest.sizeBytes;
    tell(0);
  }
  return damaged;
}

interface Reading extends RequestOptions {
  /** The file that the object is downloaded to. */
  readonly path: string;
  readonly onProgress: (doneBytes: number) => void;
}

async function findProblem(
  store: ObjectStore,
  { key, digest }: GenerationObject,
  { path, signal, onProgress }: Reading,
): Promise<DamagedObject["problem"] | null> {
  const info = await store.head(key, { signal });
  if (info === undefined) return "missing";
  if (info.sizeBytes !== digest.sizeBytes) return "wrong-size";
  const first = await readThrough(store, { key, digest }, { path, signal, onProgress });
  return first === "wrong-content"
    ? await readThrough(store, { key, digest }, { path, signal, onProgress })
    : first;
}

async function readThrough(
  store: ObjectStore,
  { key, digest }: GenerationObject,
  { path, signal, onProgress }: Reading,
): Promise<"missing" | "wrong-content" | null> {
  try {
    const tell = ({ doneBytes }: { doneBytes: number }) => onProgress(doneBytes);
    await store.getToFile(key, path, { ...digest, signal, onProgress: tell });
    return null;
  } catch (error) {
    const code = error instanceof DatelineError ? error.code : undefined;
    if (code === "object-missing") return "missing";
    if (code === "object-corrupt") return "wrong-content";
    throw error;
  } finally {
    await rm(path, { force: true });
  }
}

async function checkLists(
  store: ObjectStore,
  manifest: Manifest,
  { signal }: RequestOptions,
): Promise<IndexDamage> {
  const reader = new IdentityReader(store);
  return await findDamage(manifest, async (entry, how) => await reader.read(entry, how), { signal });
}
