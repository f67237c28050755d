import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { RequestOptions } from "../../ports/object-store.ts";
import {
  createS3Client,
  DEFAULT_IDLE_TIMEOUT_MS,
  DEFAULT_MAX_ATTEMPTS,
  type S3ClientOptions,
  type S3Object,
  sendOptions,
} from "./s3-client.ts";
import { downloadObject } from "./s3-download.ts";
import { s3Error, statusOf } from "./s3-errors.ts";
import { corrupt } from "./verify-object.ts";

const PART_BYTES = 8 * 1024 * 1024;
const MAX_DOWNLOADS = 4;
/** Maximum number of reads of an object whose content does not have the MD5 in its etag. */
const MAX_READINGS = 4;
const MD5_FORM = /(?<=^"?)[0-9a-f]{32}(?="?$)/;

/** An object in any bucket. */
export interface BucketObject {
  readonly bucket: string;
  /** Any key that S3 allows, even if it is not a path. */
  readonly key: string;
}

/** Metadata of an object. */
export interface BucketObjectInfo {
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
  readonly etag: string;
}

/** Reads other programs' objects from buckets. */
export class S3BucketReader {
  readonly #client: S3Client;
  readonly #maxAttempts: number;
  readonly #idleTimeoutMs: number;

  constructor(options: S3ClientOptions = {}) {
    this.#client = createS3Client(options);
    this.#maxAttempts = options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
    this.#idleTimeoutMs = options.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS;
  }

  /** @returns `undefined` if the object does not exist. @throws DatelineError as `ObjectStore.head` */
  async head(object: BucketObject, { signal }: RequestOptions = {}): Promise<BucketObjectInfo | undefined> {
    const { target, key } = this.#target(object);
    try {
      const answer = await this.#client.send(new HeadObjectCommand(target), sendOptions(signal));
      const {
        ContentLength: sizeBytes = 0,
        LastModified: modifiedAt = new Date(0),
        ETag: etag = "",
      } = answer;
      return { sizeBytes, modifiedAt, etag };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw s3Error(`read "${key}"`, error, signal);
    }
  }

  /**
   * Streams a version of an object into a file. If the bytes do not match an etag that looks like an MD5,
   * reads the object again, to rule out damage in transit. If the same bytes arrive twice, the etag is not
   * their MD5, which it is only for an object that was uploaded in one request without KMS encryption.
   *
   * @throws DatelineError `object-missing`; `object-corrupt` when the object was replaced or arrives
   *   differently each time; as `ObjectStore.getToFile`
   */
  async getToFile(
    object: BucketObject,
    path: string,
    { sizeBytes, etag, signal }: Pick<BucketObjectInfo, "sizeBytes" | "etag"> & RequestOptions,
  ): Promise<void> {
    const how = { sizeBytes, etag, signal, partSizeBytes: PART_BYTES, concurrency: MAX_DOWNLOADS };
    const target = this.#target(object);
    const [expected] = MD5_FORM.exec(etag) ?? [];
    let before: string | undefined;
    for (let reading = 1; ; reading++) {
      await downloadObject(target, path, how);
      if (expected === undefined) return;
      const md5 = await md5OfFile(path);
      if (md5 === expected || md5 === before) return;
      if (reading === MAX_READINGS) throw corrupt(target.key, "it arrives differently each time");
      before = md5;
    }
  }

  #target({ bucket, key }: BucketObject): S3Object {
    return {
      client: this.#client,
      target: { Bucket: bucket, Key: key },
      key: `${bucket}/${key}`,
      maxAttempts: this.#maxAttempts,
      idleTimeoutMs: this.#idleTimeoutMs,
    };
  }
}

async function md5OfFile(path: string): Promise<string> {
  const hash = createHash("md5");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
