/**
 * Opens stores of an index: a folder or an S3 bucket.
 *
 * @module
 */

export { FileObjectStore } from "../adapters/object-store/file-object-store.ts";
export { type OpenObjectStoreOptions, openObjectStore } from "../adapters/object-store/open-object-store.ts";
export type { S3ObjectStoreOptions } from "../adapters/object-store/s3-object-store.ts";
export type { ObjectInfo, ObjectStore, StoredObject } from "../ports/object-store.ts";
