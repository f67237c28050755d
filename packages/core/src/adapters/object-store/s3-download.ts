import { writeFileAtomically } from "../../files/write-file-atomically.ts";
import type { GetToFileOptions } from "../../ports/object-store.ts";
import { downloadRanges } from "./ranged-download.ts";
import type { S3Object } from "./s3-client.ts";
import { s3RangeSource } from "./s3-range-source.ts";
import { assertSha256 } from "./verify-object.ts";

/** Maximum number of reads of an object with wrong content. */
const MAX_READINGS = 3;

export interface S3DownloadOptions extends GetToFileOptions {
  readonly sizeBytes: number;
  /** Another version is `object-corrupt`. */
  readonly etag?: string | undefined;
  readonly partSizeBytes: number;
  readonly concurrency: number;
}

/**
 * Streams an object of known size into a file, which appears complete and verified, or not at all. Corruption
 * on the wire is random, so wrong content is read again. The same wrong content twice is what the store has.
 *
 * @throws DatelineError as `ObjectStore.getToFile`
 */
export async function downloadObject(
  object: S3Object,
  path: string,
  options: S3DownloadOptions,
): Promise<void> {
  const { sha256: expected, signal, onProgress } = options;
  await writeFileAtomically(path, async (file) => {
    let before: string | undefined;
    for (let reading = 1; ; reading++) {
      const sha256 = await downloadRanges(s3RangeSource(object, options, signal), file, {
        ...options,
        path,
        maxAttempts: object.maxAttempts,
        idleTimeoutMs: object.idleTimeoutMs,
        // Progress must never decrease.
        onProgress: reading === 1 ? onProgress : undefined,
      });
      if (expected === undefined || sha256 === expected) return;
      if (sha256 === before || reading === MAX_READINGS) assertSha256(object.key, expected, sha256);
      before = sha256;
    }
  });
}
