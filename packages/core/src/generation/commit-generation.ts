import { join } from "node:path";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { generationObjects, segmentObjects } from "./generation-objects.ts";
import { withLease } from "./lease.ts";
import { generationId, type Manifest, type SegmentEntry, serializeManifest } from "./manifest.ts";
import { manifestKey } from "./object-keys.ts";
import { pointLatestAt, type ReplaceableLatest, readReplaceableLatest } from "./point-latest-at.ts";
import { storeObject } from "./store-object.ts";

/** A segment that the store may lack, and the folder that holds its files. */
export interface NewSegment {
  readonly entry: SegmentEntry;
  readonly folder: string;
}

export interface CommitOptions extends RequestOptions {
  readonly manifest: Manifest;
  /** The manifest's other segments are in the store already. */
  readonly segment?: NewSegment | undefined;
  /** What `latest.json` must still be; when not given, whatever it is at the end is replaced. */
  readonly before?: ReplaceableLatest | undefined;
}

/**
 * Makes a generation the one that answers: the new segment's files, then the manifest, then `latest.json`. Until the last
 * write everything that reads the index goes on with the generation before.
 *
 * @returns the generation's id
 * @throws DatelineError `write-conflict` when another writer set `latest.json` meanwhile
 */
export async function commitGeneration(
  store: ObjectStore,
  { manifest, segment, before, signal }: CommitOptions,
): Promise<string> {
  const bytes = Buffer.from(serializeManifest(manifest));
  const id = generationId(bytes);
  const keys = generationObjects(id, manifest).map(({ key }) => key);
  await withLease(store, { keys, signal }, async (lease) => {
    if (segment !== undefined) await storeSegment(store, segment, { signal });
    const digest = { sha256: id, sizeBytes: bytes.length };
    await storeObject(store, { key: manifestKey(id), body: bytes, digest }, { signal });
    lease.assertValid();
    await pointLatestAt(store, id, {
      before: before ?? (await readReplaceableLatest(store, { signal })),
      signal,
    });
  });
  return id;
}

async function storeSegment(
  store: ObjectStore,
  { entry, folder }: NewSegment,
  options: RequestOptions,
): Promise<void> {
  for (const { key, digest } of segmentObjects(entry)) {
    const path = join(folder, key.slice(key.lastIndexOf("/") + 1));
    await storeObject(store, { key, body: { path }, digest }, options);
  }
}
