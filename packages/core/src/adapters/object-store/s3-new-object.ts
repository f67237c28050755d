import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { PutNewOptions, TransferOptions } from "../../ports/object-store.ts";
import { waitFullJitter } from "./full-jitter.ts";
import type { PartReader } from "./part-reader.ts";
import { runWorkers } from "./run-workers.ts";
import { type S3Object, sendOptions } from "./s3-client.ts";
import { isTransientConflict, s3Error, statusOf, wasRetried } from "./s3-errors.ts";
import { putObject } from "./s3-put-object.ts";
import { assertSha256 } from "./verify-object.ts";

/** Uploads a new object in one request. S3 verifies its sha256. @throws DatelineError as `ObjectStore.putNew` */
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
 * Starts over after a concurrent request to the same key, because the condition is then undecided and the parts
 * are unusable (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html).
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

/** True if the response to the last request was lost. Its retry then finds no upload, but the object exists. */
async function wasCompletedUnheard({ client, target }: S3Object, error: unknown): Promise<boolean> {
  if ((error as Error).name !== "NoSuchUpload" || !wasRetried(error)) return false;
  return await client.send(new HeadObjectCommand(target)).then(
    () => true,
    () => false,
  );
}

interface MultipartUploadOptions extends TransferOptions {
  readonly body: PartReader;
  /** sha256 of the whole body, lower-case hex. */
  readonly sha256: string;
  /** S3 requires at least 5 MiB and at most 10,000 parts. */
  readonly partSizeBytes: number;
  readonly concurrency: number;
}

/**
 * Uploads a large body as a new object, in parts of which `concurrency` are in memory at a time. Every part
 * states its sha256. The object appears with the last request, which is create-only. Verifies the sha256 of
 * the whole while reading, because S3 stores none for such objects
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html). Removes the parts
 * on failure.
 *
 * @throws DatelineError `object-corrupt` when the body does not have its sha256; unconverted errors of the
 *   SDK
 */
async function uploadParts(object: S3Object, options: MultipartUploadOptions): Promise<void> {
  const { client, target } = object;
  const send = sendOptions(options.signal);
  const create = new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: "SHA256" });
  const { UploadId } = await client.send(create, send);
  try {
    const Parts = await sendParts(object, UploadId, options);
    const complete = { ...target, UploadId, MultipartUpload: { Parts }, IfNoneMatch: "*" };
    await client.send(new CompleteMultipartUploadCommand(complete), send);
  } catch (error) {
    // Report the first failure. If this one fails too, a lifecycle rule removes the parts.
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {});
    throw error;
  }
}

async function sendParts(
  { client, target, key }: S3Object,
  UploadId: string | undefined,
  options: MultipartUploadOptions,
): Promise<CompletedPart[]> {
  const { body, partSizeBytes, onProgress } = options;
  const reader = new HashingReader(body, partSizeBytes);
  const parts: CompletedPart[] = [];
  let doneBytes = 0;
  const work = async (abortSignal: AbortSignal) => {
    for (let part = await reader.next(); part !== undefined; part = await reader.next()) {
      const { number: PartNumber, bytes: Body } = part;
      const ChecksumSHA256 = createHash("sha256").update(Body).digest("base64");
      const command = new UploadPartCommand({ ...target, UploadId, PartNumber, Body, ChecksumSHA256 });
      const { ETag } = await client.send(command, { abortSignal });
      parts[PartNumber - 1] = { ETag, PartNumber, ChecksumSHA256 };
      doneBytes += Body.length;
      onProgress?.({ doneBytes, totalBytes: body.sizeBytes });
    }
  };
  await runWorkers(options.concurrency, work, options.signal);
  assertSha256(key, options.sha256, reader.sha256());
  return parts;
}

/** Reads the parts of a body in order and hashes them. */
class HashingReader {
  readonly #body: PartReader;
  readonly #partSizeBytes: number;
  readonly #hash = createHash("sha256");
  #count = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(body: PartReader, partSizeBytes: number) {
    this.#body = body;
    this.#partSizeBytes = partSizeBytes;
  }

  async next(): Promise<{ readonly number: number; readonly bytes: Uint8Array } | undefined> {
    const turn = this.#turn.then(() => this.#readNext());
    this.#turn = turn.catch(() => {});
    return await turn;
  }

  /** Hex hash of the parts read so far. */
  sha256(): string {
    return this.#hash.digest("hex");
  }

  async #readNext(): Promise<{ readonly number: number; readonly bytes: Uint8Array } | undefined> {
    const start = this.#count * this.#partSizeBytes;
    if (start >= this.#body.sizeBytes) return undefined;
    const end = Math.min(this.#body.sizeBytes, start + this.#partSizeBytes);
    const bytes = await this.#body.read(start, end);
    this.#hash.update(bytes);
    this.#count += 1;
    return { number: this.#count, bytes };
  }
}
