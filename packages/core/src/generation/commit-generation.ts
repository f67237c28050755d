import { join } from "node:path";
import type { ObjectStore } from "../ports/object-store.ts";
import { generationObjects } from "./generation-objects.ts";
import { withLease } from "./lease.ts";
import { generationId, type Manifest, serializeManifest } from "./manifest.ts";
import { manifestKey, segmentFileKey } from "./object-keys.ts";
import { pointLatestAt, readReplaceableLatest } from "./point-latest-at.ts";
import { storeObject } from "./store-object.ts";

/**
 * Makes a freshly built generation the one that answers: the segment's files, then the manifest, then `latest.json`.
 * Until the last write everything that reads the index goes on with the generation before.
 *
 * @param segmentFolder holds the files of the manifest's last segment; earlier segments are in the store already
 * @returns the generation's id
 * @throws DatelineError `write-conflict` when another writer set `latest.json` at the same moment
 */
export async function commitGeneration(
  store: ObjectStore,
  { manifest, segmentFolder }: { readonly manifest: Manifest; readonly segmentFolder: string },
): Promise<string> {
  const bytes = Buffer.from(serializeManifest(manifest));
  const id = generationId(bytes);
  const keys = generationObjects(id, manifest).map(({ key }) => key);
  await withLease(store, { keys }, async (lease) => {
    const segment = manifest.segments.at(-1);
    for (const [file, digest] of Object.entries(segment?.files ?? {})) {
      const key = segmentFileKey(segment?.id as string, file);
      await storeObject(store, { key, body: { path: join(segmentFolder, file) }, digest });
    }
    await storeObject(store, {
      key: manifestKey(id),
      body: bytes,
      digest: { sha256: id, sizeBytes: bytes.length },
    });
    lease.assertValid();
    await pointLatestAt(store, id, { before: await readReplaceableLatest(store) });
  });
  return id;
}
