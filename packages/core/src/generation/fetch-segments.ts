import { join } from "node:path";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { segmentFileKey } from "./generation-objects.ts";
import type { SegmentEntry } from "./manifest.ts";
import { isVerifiedFile, rememberVerifiedFile } from "./verified-files.ts";

export interface SegmentsToFetch {
  readonly folder: string;
  readonly entries: readonly SegmentEntry[];
  /** Also fetches the files that only writers read. */
  readonly forUpdates?: boolean;
}

/**
 * Downloads the files of segments that a search reads into a folder laid out like the store. Hashes an
 * existing file once per process, and downloads it again if it differs from the manifest. The folder may be
 * the store itself; a damaged file there cannot be replaced.
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
