import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../errors.ts";
import { mapConcurrently } from "../files/map-concurrently.ts";
import { writeFileAtomically } from "../files/write-file-atomically.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { fetchManifest } from "./fetch-manifest.ts";
import { type GenerationObject, manifestKey, searchedObjects, totalBytes } from "./generation-objects.ts";
import { fetchLatest } from "./latest-pointer.ts";
import { type Manifest, parseManifest, serializeManifest } from "./manifest.ts";
import { isVerifiedFile, rememberVerifiedFile } from "./verified-files.ts";

/** Concurrent downloads of objects. A large object is also downloaded in several concurrent ranges. */
const MAX_DOWNLOADS = 8;
/** Downloads to attempt if generations are garbage-collected meanwhile. */
const MAX_ATTEMPTS = 3;

export interface SyncProgress {
  readonly doneBytes: number;
  /** Total size of the files that the folder lacked. */
  readonly totalBytes: number;
}

export interface SyncOptions extends RequestOptions {
  /** Defaults to the generation that `latest.json` names. */
  readonly id?: string | undefined;
  /** Called with the manifest before anything else is downloaded. If it throws, the download stops. */
  readonly onManifest?: ((manifest: Manifest, id: string) => void | Promise<void>) | undefined;
  /** Selects the objects to download, after `onManifest`. Defaults to all that a search reads. */
  readonly wanted?: ((manifest: Manifest) => readonly GenerationObject[]) | undefined;
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
}

/** The downloaded generation, and the cost of the download. */
export interface SyncReport {
  readonly id: string;
  readonly manifest: Manifest;
  /** Version of `latest.json` that named the generation; `null` if the caller named it. */
  readonly etag: string | null;
  /** UTC instant at which it became the latest; `null` if the caller named it. */
  readonly publishedAt: string | null;
  /** Excludes `latest.json`, which has some 200 bytes. */
  readonly downloadedBytes: number;
  /** Requests for the pointer, the manifest, and each object that the folder lacked. */
  readonly requests: number;
}

/**
 * Downloads a generation into a folder laid out like the store, for `openGeneration(folder, { id })`. Fetches
 * the manifest, and those files of its segments that the folder lacks. Every file appears complete and with
 * the sha256 of the manifest, or not at all. Hashes files from earlier processes before it uses them.
 *
 * @throws DatelineError `index-missing` when the store has no `latest.json`; `object-missing`;
 *   `object-corrupt` or `index-corrupt` for wrong content; `index-format`; `disk-full`; what `onManifest`
 *   throws
 */
export async function syncGeneration(
  store: ObjectStore,
  folder: string,
  options: SyncOptions = {},
): Promise<SyncReport> {
  const { id, signal } = options;
  if (id !== undefined)
    return { ...(await syncNamed(store, folder, { ...options, id })), etag: null, publishedAt: null };
  let latest = await fetchLatest(store, { signal });
  for (let requests = 1, attempt = 1; ; attempt++) {
    try {
      const synced = await syncNamed(store, folder, { ...options, id: latest.pointer.generation });
      const { publishedAt } = latest.pointer;
      return { ...synced, etag: latest.etag, publishedAt, requests: requests + synced.requests };
    } catch (error) {
      if (!isMissing(error) || attempt === MAX_ATTEMPTS) throw error;
      // Another generation may have replaced it just now.
      const newer = await fetchLatest(store, { signal });
      requests += 1;
      if (newer.pointer.generation === latest.pointer.generation) throw error;
      latest = newer;
    }
  }
}

function isMissing(error: unknown): boolean {
  return hasCode(error, "object-missing");
}

async function syncNamed(
  store: ObjectStore,
  folder: string,
  options: SyncOptions & { readonly id: string },
): Promise<Omit<SyncReport, "etag" | "publishedAt">> {
  const { id, signal } = options;
  const local = await readLocalManifest(folder, id);
  const manifest = local ?? (await fetchManifest(store, id, { signal }));
  await options.onManifest?.(manifest, id);
  const lacking = await lackingFiles(folder, (options.wanted ?? searchedObjects)(manifest));
  await download(store, folder, { ...options, lacking });
  // Write it last: a manifest in the folder shows that its segments were complete.
  const manifestBytes = local === undefined ? await writeManifest(folder, id, manifest) : 0;
  return {
    id,
    manifest,
    downloadedBytes: totalBytes(lacking) + manifestBytes,
    requests: lacking.length + (local === undefined ? 1 : 0),
  };
}

async function download(
  store: ObjectStore,
  folder: string,
  { lacking, signal, onProgress }: SyncOptions & { readonly lacking: readonly GenerationObject[] },
): Promise<void> {
  const doneBytesOf = new Map<string, number>();
  const tell = () => {
    const doneBytes = [...doneBytesOf.values()].reduce((sum, bytes) => sum + bytes, 0);
    onProgress?.({ doneBytes, totalBytes: totalBytes(lacking) });
  };
  await mapConcurrently(lacking, MAX_DOWNLOADS, async ({ key, digest }) => {
    const path = pathIn(folder, key);
    await store.getToFile(key, path, {
      ...digest,
      signal,
      onProgress: ({ doneBytes }) => {
        doneBytesOf.set(key, doneBytes);
        tell();
      },
    });
    await rememberVerifiedFile(path, digest);
  });
}

async function lackingFiles(
  folder: string,
  wanted: readonly GenerationObject[],
): Promise<GenerationObject[]> {
  const lacking: GenerationObject[] = [];
  await mapConcurrently(wanted, MAX_DOWNLOADS, async (object) => {
    if (!(await isVerifiedFile(pathIn(folder, object.key), object.digest))) lacking.push(object);
  });
  return lacking;
}

/** @returns `undefined` for a manifest that is missing or does not match its hash, to download it again */
async function readLocalManifest(folder: string, id: string): Promise<Manifest | undefined> {
  try {
    return parseManifest(await readFile(pathIn(folder, manifestKey(id)), "utf8"), id);
  } catch {
    return undefined;
  }
}

/** @returns its size in bytes */
async function writeManifest(folder: string, id: string, manifest: Manifest): Promise<number> {
  const path = pathIn(folder, manifestKey(id));
  const bytes = Buffer.from(serializeManifest(manifest));
  await writeFileAtomically(path, (file) => file.writeFile(bytes));
  return bytes.length;
}

function pathIn(folder: string, key: string): string {
  return join(folder, ...key.split("/"));
}
