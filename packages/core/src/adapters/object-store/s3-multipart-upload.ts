import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { TransferOptions } from "../../ports/object-store.ts";
import type { PartReader } from "./part-reader.ts";
import { runWorkers } from "./run-workers.ts";
import { type S3Object, sendOptions } from "./s3-client.ts";
import { assertSha256 } from "./verify-object.ts";

export interface MultipartUploadOptions extends TransferOptions {
  readonly body: PartReader;
  /** sha256 of the whole body, lower-case hex. */
  readonly sha256: string;
  /** S3 requires at least 5 MiB and at most 10,000 parts. */
  readonly partSizeBytes: number;
  readonly concurrency: number;
}

/**
 * Uploads a large body as a new object, in parts of which `concurrency` are in memory at a time. Every part
 * carries its sha256. The object appears only with the last request, which is create-only. S3 stores no
 * sha256 of the whole for such objects
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html), so it is verified
 * here while reading. Removes the parts on failure.
 *
 * @throws DatelineError `object-corrupt` when the body does not have its sha256; unconverted errors of the
 *   SDK
 */
export async function uploadParts(object: S3Object, options: MultipartUploadOptions): Promise<void> {
  const { client, target } = object;
  const send = sendOptions(options.signal);
  const create = new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: "SHA256" });
  const { UploadId } = await client.send(create, send);
  try {
    const Parts = await sendParts(object, UploadId, options);
    const complete = { ...target, UploadId, MultipartUpload: { Parts }, IfNoneMatch: "*" };
    await client.send(new CompleteMultipartUploadCommand(complete), send);
  } catch (error) {
    // Best effort: the failure above is the one to report, and a bucket rule removes leftover parts.
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

/** Hands out the parts of a body in order and hashes them. */
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

  /** Hex hash of the parts handed out so far. */
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
