import type { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { DatelineError } from "../../errors.ts";
import { writeFileAtomically } from "../../files/write-file-atomically.ts";
import type { GetToFileOptions } from "../../ports/object-store.ts";
import { downloadRanges, type RangeSource } from "./ranged-download.ts";
import type { S3Object } from "./s3-client.ts";
import { s3Error } from "./s3-errors.ts";
import { assertSha256, assertSize, corrupt } from "./verify-object.ts";

/** Maximum number of reads of an object with wrong content. */
const MAX_READINGS = 3;

interface S3DownloadOptions extends GetToFileOptions {
  readonly sizeBytes: number;
  /** The version to read. Another one is `object-corrupt`. */
  readonly etag?: string | undefined;
  readonly partSizeBytes: number;
  readonly concurrency: number;
}

/**
 * Streams an object of known size into a file, which appears complete and verified, or not at all. Reads wrong
 * content again, because damage in transit is random. The same wrong content twice means that the store has it.
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

/**
 * Reads ranges of an S3 object of known size. Checks that every response has the requested range of an object of
 * that size, and that all have the same version.
 *
 * @param expected the size of the object, and its version if that matters
 * @param signal of the caller, to distinguish its abort from a failure
 */
function s3RangeSource(
  object: S3Object,
  { sizeBytes, etag: wanted }: { readonly sizeBytes: number; readonly etag?: string | undefined },
  signal?: AbortSignal,
): RangeSource {
  const { client, target, key } = object;
  const failure = (error: unknown) => s3Error(`download "${key}"`, error, signal);
  let etag = wanted;

  async function open(
    start: number,
    end: number,
    abortSignal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    // Request the whole object without a range, which would be an error for an empty object.
    const range = start === 0 && end === sizeBytes ? undefined : `bytes=${start}-${end - 1}`;
    const command = new GetObjectCommand({ ...target, ...(range && { Range: range }) });
    const response = await client.send(command, { abortSignal }).catch((error) => {
      throw failure(error);
    });
    // In Node, the SDK's body is a Readable with additional methods.
    const body = response.Body as Readable | undefined;
    if (body === undefined) throw new DatelineError("internal", `Cannot download "${key}": no body`);
    try {
      assertAnswers(key, response, { range, start, end, sizeBytes });
      etag ??= response.ETag;
      if (response.ETag !== etag) throw corrupt(key, "it was replaced while it was read");
    } catch (error) {
      body.destroy();
      throw error;
    }
    return body;
  }

  return { sizeBytes, open, failure };
}

interface Asked {
  readonly range: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly sizeBytes: number;
}

function assertAnswers(key: string, response: GetObjectCommandOutput, asked: Asked): void {
  if (asked.range === undefined) {
    assertSize(key, asked.sizeBytes, response.ContentLength ?? -1);
    return;
  }
  const expected = `bytes ${asked.start}-${asked.end - 1}/${asked.sizeBytes}`;
  if (response.ContentRange === expected) return;
  throw corrupt(key, `the store sent "${response.ContentRange}" instead of "${expected}"`);
}
