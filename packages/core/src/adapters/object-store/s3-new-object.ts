import { HeadObjectCommand } from "@aws-sdk/client-s3";
import type { PutNewOptions } from "../../ports/object-store.ts";
import { waitFullJitter } from "./full-jitter.ts";
import type { PartReader } from "./part-reader.ts";
import type { S3Object } from "./s3-client.ts";
import { isTransientConflict, s3Error, statusOf, wasRetried } from "./s3-errors.ts";
import { type MultipartUploadOptions, uploadParts } from "./s3-multipart-upload.ts";
import { putObject } from "./s3-put-object.ts";

/**
 * Uploads a new object in one request; S3 verifies its sha256. @throws DatelineError as `ObjectStore.putNew`
 */
export async function uploadWhole(
  object: S3Object,
  body: PartReader,
  { sha256, signal, onProgress }: PutNewOptions,
): Promise<"created" | "exists"> {
  const Body = await body.read(0, body.sizeBytes);
  const ChecksumSHA256 = Buffer.from(sha256, "hex").toString("base64");
  try {
    await putObject(object, { Body, ChecksumSHA256, IfNoneMatch: "*" }, signal);
  } catch (error) {
    if (statusOf(error) === 412) return "exists";
    throw s3Error(`upload "${object.key}"`, error, signal);
  }
  onProgress?.({ doneBytes: Body.length, totalBytes: Body.length });
  return "created";
}

/** Uploads a large new object in parts. @throws DatelineError as `ObjectStore.putNew` */
export async function uploadInParts(
  object: S3Object,
  options: MultipartUploadOptions,
): Promise<"created" | "exists"> {
  try {
    return await uploadUntilDecided(object, options);
  } catch (error) {
    throw s3Error(`upload "${object.key}"`, error, options.signal);
  }
}

/**
 * After a concurrent request to the same key, the condition is undecided and the parts are unusable. S3 asks
 * to start over (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html).
 */
async function uploadUntilDecided(
  object: S3Object,
  options: MultipartUploadOptions,
): Promise<"created" | "exists"> {
  for (let failures = 1; ; failures++) {
    try {
      await uploadParts(object, options);
      return "created";
    } catch (error) {
      if (statusOf(error) === 412) return "exists";
      if (await wasCompletedUnheard(object, error)) return "created";
      if (!isTransientConflict(error) || failures >= object.maxAttempts) throw error;
      await waitFullJitter(failures, options.signal);
    }
  }
}

/**
 * If the response to the last request is lost, its retry finds no upload because the object already exists.
 */
async function wasCompletedUnheard({ client, target }: S3Object, error: unknown): Promise<boolean> {
  if ((error as Error).name !== "NoSuchUpload" || !wasRetried(error)) return false;
  return await client.send(new HeadObjectCommand(target)).then(
    () => true,
    () => false,
  );
}
