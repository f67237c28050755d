/**
 * Where an index lives: a flat set of objects under keys, in a bucket, a folder or memory.
 *
 * Almost everything in it is written once and never changes (`segments/<sha256>/…`, `generations/<sha256>.json`);
 * only `latest.json` is replaced, by compare-and-swap. The port is therefore two halves: create-only writes and
 * streaming reads for what is large, and whole-value reads with compare-and-swap for what is small.
 *
 * **Keys** are relative paths with `/` between segments, such as `segments/ab12/graph.bin`. To name the same object in
 * a bucket and in a folder on any system they have at most 1,024 bytes of UTF-8, segments of 1 to 255 bytes that are not
 * `.` or `..` and do not end with a dot or a space, and no control characters nor `\ : * ? " < > |`. A key that is also
 * the folder of another key may be refused as `invalid-input`, since a file system cannot hold both.
 *
 * **Errors.** Every method rejects with a `DatelineError`; beside those named at each method:
 * - `invalid-input`: the key, the prefix or the store's own options are wrong
 * - `store-forbidden`: credentials are missing, wrong or not enough
 * - `store-throttled`: the store went on asking to slow down after the retries
 * - `store-unreachable`: the store did not answer in time, could not be reached, or failed, after the retries
 * - `disk-full`: no room on the local disk
 * - `aborted`: the caller's signal said so
 *
 * A missing object is never mistaken for a store that could not be asked.
 *
 * @module
 */

/** Lets the caller give up; the method then rejects with `aborted` and leaves nothing half-written. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A whole small object. */
export interface StoredObject {
  readonly bytes: Uint8Array;
  /** Opaque version of the content: equal content may have equal etags, different content never has. */
  readonly etag: string;
}

/** What a store knows about an object without reading it. */
export interface ObjectInfo {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** The content of a new object: bytes, or a local file that is read in pieces. */
export type ObjectBody = Uint8Array | { readonly path: string };

export interface TransferProgress {
  /** Never goes backwards, also when a piece is asked for again. */
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface TransferOptions extends RequestOptions {
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
}

export interface GetToFileOptions extends TransferOptions {
  /** The size that the manifest states. Saves a request, and anything of another size is `object-corrupt`. */
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

/** What a versioned bucket keeps for a while of objects that were replaced or deleted. */
export interface EarlierVersions {
  /** Every one, of the keys that start with the prefix; none when the bucket keeps none. */
  list(prefix: string, options?: RequestOptions): AsyncIterable<EarlierVersion>;
  /** As `ObjectStore.getToFile`. */
  getToFile(version: EarlierVersion, path: string, options?: RequestOptions): Promise<void>;
  /** Removes them for good. */
  delete(versions: readonly EarlierVersion[], options?: RequestOptions): Promise<void>;
}

/** See the module's page for keys and for the errors that every method has in common. */
export interface ObjectStore {
  /**
   * Reads a small object into memory.
   *
   * @returns `undefined` when there is no such object
   * @throws DatelineError `object-corrupt` when the bytes do not match the checksum that the store keeps
   */
  get(key: string, options?: RequestOptions): Promise<StoredObject | undefined>;

  /**
   * Reads a small object unless it still is the version that the caller has (If-None-Match).
   *
   * @returns `"unchanged"`, the new content, or `undefined` when there is no such object
   * @throws DatelineError `object-corrupt`, as `get`
   */
  getIfChanged(
    key: string,
    etag: string,
    options?: RequestOptions,
  ): Promise<"unchanged" | StoredObject | undefined>;

  /**
   * Streams an object of any size into a local file. The file appears at `path` complete, checked and synced to the
   * disk, or not at all; a file that was there is replaced. Folders are made as needed. Memory stays bounded.
   *
   * @returns its size in bytes
   * @throws DatelineError `object-missing`; `object-corrupt` when size or sha256 differ from the given ones
   */
  getToFile(key: string, path: string, options?: GetToFileOptions): Promise<number>;

  /** @returns `undefined` when there is no such object */
  head(key: string, options?: RequestOptions): Promise<ObjectInfo | undefined>;

  /**
   * Stores an object that must not exist yet (If-None-Match: *). Of writers at the same time exactly one gets
   * `"created"`. Readers see the whole object or none.
   *
   * @returns `"exists"` when there is an object under the key; its content is left as it is
   * @throws DatelineError `object-corrupt` when the body does not have the given sha256
   */
  putNew(key: string, body: ObjectBody, options: PutNewOptions): Promise<"created" | "exists">;

  /**
   * Replaces a small object if it still is the version that the caller read (If-Match). Of writers with the same etag
   * at the same time exactly one succeeds.
   *
   * @param etag of the version to replace; `null` when the object must not exist yet
   * @returns the etag of the new version
   * @throws DatelineError `write-conflict` when the object is another version, or exists, or is gone
   */
  putIfMatch(key: string, bytes: Uint8Array, etag: string | null, options?: RequestOptions): Promise<string>;

  /**
   * Every object whose key starts with the prefix (`""` for all), in no promised order. Complete: a listing that
   * could not be finished rejects.
   */
  list(prefix: string, options?: RequestOptions): AsyncIterable<ObjectInfo>;

  /** Removes objects; those that do not exist are no error. When it rejects, some may have been removed. */
  delete(keys: readonly string[], options?: RequestOptions): Promise<void>;

  /** Absent for a store that never keeps what was replaced or deleted. */
  readonly earlier?: EarlierVersions | undefined;
}
