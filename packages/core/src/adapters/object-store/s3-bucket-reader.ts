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

const PART_BYTES = 8 * 1024 * 1024;
const MAX_DOWNLOADS = 4;

/** An object of some bucket. */
export interface BucketObject {
  readonly bucket: string;
  /** Any key that S3 allows, also those that are no paths. */
  readonly key: string;
}

/** What a bucket knows about an object without reading it. */
export interface BucketObjectInfo {
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
  readonly etag: string;
}

/** Reads objects that others put into buckets, under whatever names they like. */
export class S3BucketReader {
  readonly #client: S3Client;
  readonly #maxAttempts: number;
  readonly #idleTimeoutMs: number;

  constructor(options: S3ClientOptions = {}) {
    this.#client = createS3Client(options);
    this.#maxAttempts = options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
    this.#idleTimeoutMs = options.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS;
  }

  /** @returns `undefined` when there is no such object @throws DatelineError as `ObjectStore.head` */
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
   * Streams a version of an object into a file.
   *
   * @throws DatelineError `object-missing`; `object-corrupt` when the object is another version by now; as
   * `ObjectStore.getToFile`
   */
  async getToFile(
    object: BucketObject,
    path: string,
    { sizeBytes, etag, signal }: Pick<BucketObjectInfo, "sizeBytes" | "etag"> & RequestOptions,
  ): Promise<void> {
    const how = { sizeBytes, etag, signal, partSizeBytes: PART_BYTES, concurrency: MAX_DOWNLOADS };
    await downloadObject(this.#target(object), path, how);
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
