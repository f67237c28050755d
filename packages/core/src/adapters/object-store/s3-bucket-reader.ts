import type { S3Client } from "@aws-sdk/client-s3";
import type { RequestOptions, StoredObject } from "../../ports/object-store.ts";
import { createS3Client, DEFAULT_MAX_ATTEMPTS, type S3ClientOptions } from "./s3-client.ts";
import { readSmallObject } from "./s3-small-object.ts";

/** An object of some bucket. */
export interface BucketObject {
  readonly bucket: string;
  /** Any key that S3 allows, also those that are no paths. */
  readonly key: string;
}

/** Reads objects that others put into buckets, under whatever names they like. */
export class S3BucketReader {
  readonly #client: S3Client;
  readonly #maxAttempts: number;

  constructor(options: S3ClientOptions = {}) {
    this.#client = createS3Client(options);
    this.#maxAttempts = options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
  }

  /**
   * Reads a whole object into memory.
   *
   * @returns `undefined` when there is no such object
   * @throws DatelineError as `ObjectStore.get`
   */
  async get(object: BucketObject, options: RequestOptions = {}): Promise<StoredObject | undefined> {
    const found = await readSmallObject(this.#target(object), options);
    return found === "unchanged" ? undefined : found;
  }

  /** True when the object still is the version that was read; `null` for none. */
  async isUnchanged(
    object: BucketObject,
    etag: string | null,
    options: RequestOptions = {},
  ): Promise<boolean> {
    const condition = etag === null ? {} : { unlessEtag: etag };
    const found = await readSmallObject(this.#target(object), { ...options, ...condition });
    return etag === null ? found === undefined : found === "unchanged";
  }

  #target({ bucket, key }: BucketObject) {
    const target = { Bucket: bucket, Key: key };
    return { client: this.#client, target, key: `${bucket}/${key}`, maxAttempts: this.#maxAttempts };
  }
}
