import { join } from "node:path";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import type { SegmentEntry } from "./manifest.ts";
import { segmentFileKey } from "./object-keys.ts";
import { isVerifiedFile, rememberVerifiedFile } from "./verified-files.ts";

export interface SegmentsToFetch {
  readonly folder: string;
  readonly entries: readonly SegmentEntry[];
  /** Also what only those read who add articles. */
  readonly forUpdates?: boolean;
}

/**
 * Brings the files of segments that a search reads into a folder laid out like the store. A file that is there is read
 * through before it is trusted, once in the life of the process, and fetched when it is not what the manifest says. The
 * folder may be the store's own; what is damaged there cannot be fetched.
 *
 * @throws DatelineError as `ObjectStore.getToFile`
 */
export async function fetchSegments(
  store: ObjectStore,
  { folder, entries, forUpdates = false }: SegmentsToFetch,
  { signal }: RequestOptions = {},
): Promise<void> {
  for (const { id, files, updateFiles } of entries) {
    const wanted = forUpdates ? { ...files, ...updateFiles } : files;
    for (const [file, digest] of Object.entries(wanted)) {
      const key = segmentFileKey(id, file);
      const path = join(folder, key);
      if (await isVerifiedFile(path, digest)) continue;
      await store.getToFile(key, path, { ...digest, signal });
      await rememberVerifiedFile(path, digest);
    }
  }
}
