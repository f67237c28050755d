import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import type { SegmentEntry } from "./manifest.ts";
import { segmentFileKey } from "./object-keys.ts";

/**
 * Brings the files of segments that a search reads into a folder laid out like the store. A file that is there with the
 * right size was checked when it came, and is left as it is.
 *
 * @throws DatelineError as `ObjectStore.getToFile`
 */
export async function fetchSegments(
  store: ObjectStore,
  { folder, entries }: { readonly folder: string; readonly entries: readonly SegmentEntry[] },
  { signal }: RequestOptions = {},
): Promise<void> {
  for (const { id, files } of entries) {
    for (const [file, digest] of Object.entries(files)) {
      const key = segmentFileKey(id, file);
      const path = join(folder, key);
      const isThere = await stat(path).then(
        ({ size }) => size === digest.sizeBytes,
        () => false,
      );
      if (!isThere) await store.getToFile(key, path, { ...digest, signal });
    }
  }
}
