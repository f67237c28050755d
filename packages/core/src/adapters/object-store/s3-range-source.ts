import type { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { DatelineError } from "../../errors.ts";
import type { RangeSource } from "./ranged-download.ts";
import type { S3Object } from "./s3-client.ts";
import { s3Error } from "./s3-errors.ts";
import { assertSize, corrupt } from "./verify-object.ts";

/**
 * Ranges of an S3 object of known size. Checks that every response is the requested range, of an object of
 * that size, and that all have the same version.
 *
 * @param expected what is known of the object: its size, and the version if that matters
 * @param signal of the caller, to distinguish its abort from a failure
 */
export function s3RangeSource(
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
    // A request without a range also works for an empty object, where a range would be an error.
    const range = start === 0 && end === sizeBytes ? undefined : `bytes=${start}-${end - 1}`;
    const command = new GetObjectCommand({ ...target, ...(range && { Range: range }) });
    const response = await client.send(command, { abortSignal }).catch((error) => {
      throw failure(error);
    });
    // In Node the SDK's body is a Readable with additional methods.
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
  throw corrupt(key, `the store answered "${response.ContentRange}" instead of "${expected}"`);
}
