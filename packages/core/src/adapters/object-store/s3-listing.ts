import { ListObjectsV2Command, type ListObjectsV2Output, type S3Client } from "@aws-sdk/client-s3";
import { DatelineError } from "../../errors.ts";
import type { RequestOptions } from "../../ports/object-store.ts";
import { sendOptions } from "./s3-client.ts";
import { s3Error } from "./s3-errors.ts";

/** S3 sends no checksum with a listing. A damaged one is requested again up to this often. */
const MAX_READINGS = 4;

export interface ListingRequest {
  readonly Bucket: string;
  readonly Prefix: string;
  readonly MaxKeys: number;
  readonly ContinuationToken?: string;
}

/**
 * Reads one page of a listing. Reads a page again if it cannot be parsed, or contradicts itself or the
 * request, because deletions rely on listings.
 *
 * @param action for errors, such as `list "segments/"`
 * @throws DatelineError `object-corrupt` when it arrives damaged every time; as `ObjectStore.list`
 */
export async function listPage(
  client: S3Client,
  request: ListingRequest,
  { action, signal }: RequestOptions & { readonly action: string },
): Promise<ListObjectsV2Output> {
  for (let reading = 1; ; reading++) {
    const page = await client
      .send(new ListObjectsV2Command(request), sendOptions(signal))
      .catch((error) => s3Error(action, error, signal));
    const problem = page instanceof Error ? unreadable(page) : contradictionIn(page, request);
    if (problem === null) return page as ListObjectsV2Output;
    if (reading === MAX_READINGS) throw new DatelineError("object-corrupt", `Cannot ${action}: ${problem}`);
  }
}

/** @throws the error itself unless it is about the content of the page */
function unreadable(error: DatelineError): string {
  if (error.code !== "internal") throw error;
  return `the listing cannot be read: ${error.message}`;
}

function contradictionIn(page: ListObjectsV2Output, { Bucket, Prefix }: ListingRequest): string | null {
  const { Contents = [], KeyCount, Name, IsTruncated = false, NextContinuationToken } = page;
  if (Name !== undefined && Name !== Bucket) return `the listing is of the bucket "${Name}"`;
  if (page.Prefix && page.Prefix !== Prefix) return `the listing is of "${page.Prefix}"`;
  if (KeyCount !== undefined && KeyCount !== Contents.length) {
    return `the listing has ${Contents.length} keys and says ${KeyCount}`;
  }
  if (IsTruncated && NextContinuationToken === undefined) return "the listing does not say how it goes on";
  const wrong = Contents.find(
    ({ Key = "", Size, LastModified }) =>
      !Key.startsWith(Prefix) ||
      !Number.isSafeInteger(Size) ||
      Number.isNaN(LastModified?.getTime() ?? Number.NaN),
  );
  return wrong === undefined
    ? null
    : `the listing has "${wrong.Key}", which was not asked for or has no size or time`;
}
