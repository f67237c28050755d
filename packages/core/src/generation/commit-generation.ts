import { join } from "node:path";
import type { ObjectStore } from "../ports/object-store.ts";
import { generationId, type Manifest, serializeManifest } from "./manifest.ts";
import { LATEST_KEY, serializePointer } from "./latest-pointer.ts";
import { manifestKey, segmentFileKey } from "./object-keys.ts";
import { storeObject } from "./store-object.ts";

/**
 * Makes a freshly built generation the one that answers: the segment's files, then the manifest, then `latest.json`.
 * Until the last write everything that reads the index goes on with the generation before.
 *
 * @param segmentFolder holds the files of the manifest's last segment; earlier segments are in the store already
 * @returns the generation's id
 */
export async function commitGeneration(
  store: ObjectStore,
  { manifest, segmentFolder }: { readonly manifest: Manifest; readonly segmentFolder: string },
): Promise<string> {
  const segment = manifest.segments.at(-1);
  for (const [file, digest] of Object.entries(segment?.files ?? {})) {
    const key = segmentFileKey(segment?.id as string, file);
    await storeObject(store, { key, body: { path: join(segmentFolder, file) }, digest });
  }
  const bytes = Buffer.from(serializeManifest(manifest));
  const id = generationId(bytes);
  await storeObject(store, { key: manifestKey(id), body: bytes, digest: { sha256: id, sizeBytes: bytes.length } });
  await pointLatestAt(store, id);
  return id;
}

/**
 * Sets `latest.json`.
 *
 * @throws DatelineError `write-conflict` when another writer set it meanwhile
 */
export async function pointLatestAt(store: ObjectStore, generation: string, now = new Date()): Promise<void> {
  const current = await store.get(LATEST_KEY);
  await store.putIfMatch(LATEST_KEY, Buffer.from(serializePointer(generation, now)), current?.etag ?? null);
}
