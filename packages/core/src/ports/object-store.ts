/**
 * Storage of an index: a flat set of objects under keys, in a bucket, a folder or memory.
 *
 * Almost everything is written once and never changes (`segments/<sha256>/…`, `generations/<sha256>.json`).
 * Only `latest.json` is replaced, by compare-and-swap. The port therefore has two halves: create-only writes
 * and streaming reads for large objects, and whole-value reads with compare-and-swap for small ones.
 *
 * **Keys** are relative paths with `/` between segments, such as `segments/ab12/graph.bin`. To name the same
 * object in a bucket and in a folder on any system, a key has at most 1,024 bytes of UTF-8, and no control
 * characters nor `\ : * ? " < > |`. Its segments have 1 to 255 bytes, are not `.` or `..`, and do not end
 * with a dot or a space. A key that is also the folder of another key may be rejected as `invalid-input`,
 * because a file system cannot contain both.
 *
 * **Errors.** Every method rejects with a `DatelineError`. Besides those documented at each method:
 * - `invalid-input`: the key, the prefix or the store's own options are invalid
 * - `store-forbidden`: credentials are missing, wrong or insufficient
 * - `store-throttled`: the store still throttled requests after the retries
 * - `store-unreachable`: the store did not answer in time, could not be reached, or failed, after the retries
 * - `disk-full`: the local disk is full
 * - `aborted`: the caller's signal aborted
 *
 * A missing object is never confused with an unreachable store.
 *
 * @module
 */

/** Lets the caller cancel. The method then rejects with `aborted` and leaves nothing partly written. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A whole small object. */
export interface StoredObject {
  readonly bytes: Uint8Array;
  /** Opaque version of the content. Different content never has equal etags; equal content may. */
  readonly etag: string;
}

/** Metadata of an object. */
export interface ObjectInfo {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** Bytes from `start` up to, but not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The content of a new object: bytes, or a local file that is streamed. */
export type ObjectBody = Uint8Array | { readonly path: string };

export interface TransferProgress {
  /** Never decreases, even if a part is requested again. */
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface TransferOptions extends RequestOptions {
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
}

export interface GetToFileOptions extends TransferOptions {
  /** The size in the manifest. Saves a request. Another size is `object-corrupt`. */
  readonly sizeBytes?: number | undefined;
  /** Lower-case hex. Content with another hash is `object-corrupt`. */
  readonly sha256?: string | undefined;
}

export interface PutNewOptions extends TransferOptions {
  /** Lower-case hex of the body. A body with another hash is `object-corrupt` and is not stored. */
  readonly sha256: string;
}

/** A version of an object that was replaced or deleted. */
export interface EarlierVersion {
  readonly key: string;
  /** Opaque. */
  readonly versionId: string;
  readonly sizeBytes: number;
}

/** Replaced and deleted objects that a versioned bucket keeps for a while. */
export interface EarlierVersions {
  /** Lists all earlier versions under keys with the prefix; none if the bucket keeps none. */
  list(prefix: string, options?: RequestOptions): AsyncIterable<EarlierVersion>;
  /** As `ObjectStore.getToFile`. */
  getToFile(version: EarlierVersion, path: string, options?: RequestOptions): Promise<void>;
  /** Deletes earlier versions permanently. */
  delete(versions: readonly EarlierVersion[], options?: RequestOptions): Promise<void>;
}

/** See the module's documentation for keys and common errors. */
export interface ObjectStore {
  /**
   * Reads a small object into memory.
   *
   * @returns `undefined` if it does not exist
   * @throws DatelineError `object-corrupt` when the bytes do not match the checksum that the store keeps
   */
  get(key: string, options?: RequestOptions): Promise<StoredObject | undefined>;

  /**
   * Reads a small object unless it is still the caller's version (If-None-Match).
   *
   * @returns `"unchanged"`, the new content, or `undefined` if it does not exist
   * @throws DatelineError `object-corrupt`, as `get`
   */
  getIfChanged(
    key: string,
    etag: string,
    options?: RequestOptions,
  ): Promise<"unchanged" | StoredObject | undefined>;

  /**
   * Streams an object of any size into a local file, with bounded memory. The file appears at `path` complete,
   * verified and synced to disk, or not at all. Replaces an existing file, and creates folders as needed.
   *
   * @returns its size in bytes
   * @throws DatelineError `object-missing`; `object-corrupt` when its size or sha256 differs from the given one
   */
  getToFile(key: string, path: string, options?: GetToFileOptions): Promise<number>;

  /**
   * Reads a part of an object into memory. The caller has to verify the bytes.
   *
   * @param range not empty
   * @returns exactly those bytes
   * @throws DatelineError `object-missing`; `object-corrupt` when the object ends before the range
   */
  getRange(key: string, range: ByteRange, options?: RequestOptions): Promise<Uint8Array>;

  /** @returns `undefined` if the object does not exist */
  head(key: string, options?: RequestOptions): Promise<ObjectInfo | undefined>;

  /**
   * Creates an object (If-None-Match: *). Of concurrent writers, exactly one gets `"created"`. Readers see the
   * whole object or none.
   *
   * @returns `"exists"` if the key has an object already, which stays unchanged
   * @throws DatelineError `object-corrupt` when the body does not have the given sha256
   */
  putNew(key: string, body: ObjectBody, options: PutNewOptions): Promise<"created" | "exists">;

  /**
   * Replaces a small object if it is still the version that the caller read (If-Match). Of concurrent writers
   * with the same etag, exactly one succeeds.
   *
   * @param etag of the version to replace; `null` if the object must not exist yet
   * @returns the etag of the new version
   * @throws DatelineError `write-conflict` when the object has another version, was deleted, or already exists
   */
  putIfMatch(key: string, bytes: Uint8Array, etag: string | null, options?: RequestOptions): Promise<string>;

  /**
   * Lists every object whose key starts with the prefix (`""` for all), in no particular order. Rejects if it
   * cannot complete the listing.
   */
  list(prefix: string, options?: RequestOptions): AsyncIterable<ObjectInfo>;

  /** Deletes objects and ignores missing ones. If it rejects, some may have been deleted. */
  delete(keys: readonly string[], options?: RequestOptions): Promise<void>;

  /** Absent for a store that never keeps replaced or deleted objects. */
  readonly earlier?: EarlierVersions | undefined;
}
