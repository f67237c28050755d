import { DeleteObjectsCommand, type ObjectIdentifier, type S3Client } from "@aws-sdk/client-s3";
import type { RequestOptions } from "../../ports/object-store.ts";
import { sendOptions } from "./s3-client.ts";
import { s3Error } from "./s3-errors.ts";

/** S3 deletes or lists at most this many keys in one request. */
export const MAX_KEYS_PER_REQUEST = 1000;
/** Errors for objects and versions that do not exist, which is the aim. */
const MISSING: ReadonlySet<string | undefined> = new Set(["NoSuchKey", "NoSuchVersion"]);

/**
 * Deletes objects, or versions of objects, and ignores missing ones.
 *
 * @param what for errors, such as `objects`
 * @throws DatelineError as `ObjectStore.delete`
 */
export async function deleteObjects(
  { client, bucket }: { readonly client: S3Client; readonly bucket: string },
  objects: readonly ObjectIdentifier[],
  { what, signal }: RequestOptions & { readonly what: string },
): Promise<void> {
  for (let start = 0; start < objects.length; start += MAX_KEYS_PER_REQUEST) {
    const Objects = objects.slice(start, start + MAX_KEYS_PER_REQUEST);
    const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
    const { Errors = [] } = await client.send(command, sendOptions(signal)).catch((error) => {
      throw s3Error(`delete ${what}`, error, signal);
    });
    const first = Errors.find(({ Code }) => !MISSING.has(Code));
    if (first === undefined) continue;
    const version = first.VersionId ? `the earlier version ${first.VersionId} of ` : "";
    throw s3Error(`delete ${version}"${first.Key}"`, { name: first.Code, message: first.Message });
  }
}
