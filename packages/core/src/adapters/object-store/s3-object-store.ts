import {
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2Output,
  type S3Client,
} from "@aws-sdk/client-s3";
import { DatelineError, throwIfAborted } from "../../errors.ts";
import type {
  ByteRange,
  EarlierVersions,
  GetToFileOptions,
  ObjectBody,
  ObjectInfo,
  ObjectStore,
  PutNewOptions,
  RequestOptions,
  StoredObject,
} from "../../ports/object-store.ts";
import { assertKeyPrefix, assertObjectKey } from "./object-key.ts";
import { withPartReader } from "./part-reader.ts";
import {
  createS3Client,
  DEFAULT_IDLE_TIMEOUT_MS,
  DEFAULT_MAX_ATTEMPTS,
  type S3ClientOptions,
  type S3Object,
  sendOptions,
} from "./s3-client.ts";
import { deleteObjects, MAX_KEYS_PER_REQUEST } from "./s3-delete-objects.ts";
import { downloadObject } from "./s3-download.ts";
import { S3EarlierVersions } from "./s3-earlier-versions.ts";
import { s3Error, statusOf } from "./s3-errors.ts";
import { uploadInParts, uploadWhole } from "./s3-new-object.ts";
import { readRange, readSmallObject, replaceSmallObject } from "./s3-small-object.ts";
import { assertRange, assertSha256Form, missing } from "./verify-object.ts";

const MIB = 1024 * 1024;
/** Maximum number of concurrent uploads, which keep their parts in memory. */
const MAX_UPLOADS = 4;

export interface S3ObjectStoreOptions extends S3ClientOptions {
  readonly bucket: string;
  /** Prepended to every key with a `/`; empty for the whole bucket. */
  readonly prefix?: string | undefined;
  /** Size of the parts of larger objects; default 8 MiB. S3 requires at least 5 MiB. */
  readonly partSizeBytes?: number | undefined;
  /** Number of concurrent parts, default 6. Uploads use at most 4, because they keep their parts in memory. */
  readonly concurrency?: number | undefined;
  /** Keys per page of a listing, at most 1000. */
  readonly pageSize?: number | undefined;
}

/**
 * A bucket, or the part of one below a prefix, on S3 or a compatible server that honours If-Match and
 * If-None-Match on writes (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 *
 * A large `putNew` removes its parts if it fails, but not if the process is killed. Give the bucket a lifecycle
 * rule with AbortIncompleteMultipartUpload.
 */
export class S3ObjectStore implements ObjectStore {
  readonly earlier: EarlierVersions;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #keyPrefix: string;
  readonly #partSizeBytes: number;
  readonly #concurrency: number;
  readonly #pageSize: number;
  readonly #maxAttempts: number;
  readonly #idleTimeoutMs: number;

  /** @throws DatelineError `invalid-input` for a prefix that cannot start a key */
  constructor(options: S3ObjectStoreOptions) {
    const { bucket, prefix = "" } = options;
    if (prefix !== "") assertObjectKey(prefix);
    this.#client = createS3Client(options);
    this.#bucket = bucket;
    this.#keyPrefix = prefix === "" ? "" : `${prefix}/`;
    this.#partSizeBytes = options.partSizeBytes ?? 8 * MIB;
    this.#concurrency = options.concurrency ?? 6;
    this.#pageSize = options.pageSize ?? MAX_KEYS_PER_REQUEST;
    this.#maxAttempts = options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
    this.#idleTimeoutMs = options.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS;
    this.earlier = new S3EarlierVersions({
      client: this.#client,
      bucket,
      keyPrefix: this.#keyPrefix,
      objectOf: (key) => this.#object(key),
    });
  }

  async get(key: string, options: RequestOptions = {}): Promise<StoredObject | undefined> {
    const found = await readSmallObject(this.#object(key), options);
    return found === "unchanged" ? undefined : found;
  }

  async getIfChanged(
    key: string,
    etag: string,
    options: RequestOptions = {},
  ): Promise<"unchanged" | StoredObject | undefined> {
    return await readSmallObject(this.#object(key), { ...options, unlessEtag: etag });
  }

  async getToFile(key: string, path: string, options: GetToFileOptions = {}): Promise<number> {
    const object = this.#object(key);
    throwIfAborted(`download "${key}"`, options.signal);
    const sizeBytes = options.sizeBytes ?? (await this.head(key, options))?.sizeBytes;
    if (sizeBytes === undefined) throw missing(key);
    const [partSizeBytes, concurrency] = [this.#partSizeBytes, this.#concurrency];
    await downloadObject(object, path, { ...options, sizeBytes, partSizeBytes, concurrency });
    return sizeBytes;
  }

  async getRange(key: string, range: ByteRange, options: RequestOptions = {}): Promise<Uint8Array> {
    const object = this.#object(key);
    assertRange(key, range);
    return await readRange(object, range, options);
  }

  async head(key: string, { signal }: RequestOptions = {}): Promise<ObjectInfo | undefined> {
    const { target } = this.#object(key);
    try {
      const { ContentLength, LastModified } = await this.#client.send(
        new HeadObjectCommand(target),
        sendOptions(signal),
      );
      return { key, sizeBytes: ContentLength ?? 0, modifiedAt: LastModified ?? new Date(0) };
    } catch (error) {
      // A response to HEAD has no body, so a missing bucket looks the same.
      if (statusOf(error) === 404) return undefined;
      throw s3Error(`read "${key}"`, error, signal);
    }
  }

  async putNew(key: string, body: ObjectBody, options: PutNewOptions): Promise<"created" | "exists"> {
    const object = this.#object(key);
    assertSha256Form(options.sha256);
    throwIfAborted(`upload "${key}"`, options.signal);
    const concurrency = Math.min(this.#concurrency, MAX_UPLOADS);
    const upload = { ...options, concurrency, partSizeBytes: this.#partSizeBytes };
    return await withPartReader(body, async (reader) => {
      if (reader.sizeBytes <= this.#partSizeBytes) return await uploadWhole(object, reader, options);
      // S3 rejects the parts only after all are uploaded, so check first.
      if ((await this.head(key, options)) !== undefined) return "exists";
      return await uploadInParts(object, { ...upload, body: reader });
    });
  }

  async putIfMatch(
    key: string,
    bytes: Uint8Array,
    etag: string | null,
    options: RequestOptions = {},
  ): Promise<string> {
    return await replaceSmallObject(this.#object(key), bytes, { ...options, etag });
  }

  async *list(prefix: string, { signal }: RequestOptions = {}): AsyncIterable<ObjectInfo> {
    assertKeyPrefix(prefix);
    let ContinuationToken: string | undefined;
    do {
      const page: ListObjectsV2Output = await listPage(
        this.#client,
        {
          Bucket: this.#bucket,
          Prefix: this.#keyPrefix + prefix,
          MaxKeys: this.#pageSize,
          ...(ContinuationToken !== undefined && { ContinuationToken }),
        },
        { action: `list "${prefix}"`, signal },
      );
      for (const { Key = "", Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
        yield { key: Key.slice(this.#keyPrefix.length), sizeBytes: Size, modifiedAt: LastModified };
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }

  async delete(keys: readonly string[], { signal }: RequestOptions = {}): Promise<void> {
    const objects = keys.map((key) => ({ Key: this.#object(key).target.Key }));
    await deleteObjects({ client: this.#client, bucket: this.#bucket }, objects, { what: "objects", signal });
  }

  #object(key: string): S3Object {
    assertObjectKey(key);
    const target = { Bucket: this.#bucket, Key: this.#keyPrefix + key };
    const [maxAttempts, idleTimeoutMs] = [this.#maxAttempts, this.#idleTimeoutMs];
    return { client: this.#client, target, key, maxAttempts, idleTimeoutMs };
  }
}

/** Maximum number of requests for a damaged page of a listing, for which S3 sends no checksum. */
const MAX_READINGS = 4;

interface ListingRequest {
  readonly Bucket: string;
  readonly Prefix: string;
  readonly MaxKeys: number;
  readonly ContinuationToken?: string;
}

/**
 * Reads one page of a listing. Because deletions rely on listings, reads a page again if it cannot be parsed, or
 * contradicts itself or the request.
 *
 * @param action for errors, such as `list "segments/"`
 * @throws DatelineError `object-corrupt` when it arrives damaged every time; as `ObjectStore.list`
 */
async function listPage(
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

/** @throws the error itself unless it concerns the content of the page */
function unreadable(error: DatelineError): string {
  if (error.code !== "internal") throw error;
  return `the listing is unreadable: ${error.message}`;
}

function contradictionIn(page: ListObjectsV2Output, { Bucket, Prefix }: ListingRequest): string | null {
  const { Contents = [], KeyCount, Name, IsTruncated = false, NextContinuationToken } = page;
  if (Name !== undefined && Name !== Bucket) return `the listing is of the bucket "${Name}"`;
  if (page.Prefix && page.Prefix !== Prefix) return `the listing is of "${page.Prefix}"`;
  if (KeyCount !== undefined && KeyCount !== Contents.length) {
    return `the listing has ${Contents.length} keys but states ${KeyCount}`;
  }
  if (IsTruncated && NextContinuationToken === undefined) return "the listing does not say how it continues";
  const wrong = Contents.find(
    ({ Key = "", Size, LastModified }) =>
      !Key.startsWith(Prefix) ||
      !Number.isSafeInteger(Size) ||
      Number.isNaN(LastModified?.getTime() ?? Number.NaN),
  );
  return wrong === undefined
    ? null
    : `the listing has "${wrong.Key}", which was not requested or has no size or time`;
}
