import { stat } from "node:fs/promises";
import type {
  ByteRange,
  GetToFileOptions,
  ObjectBody,
  ObjectInfo,
  ObjectStore,
  PutNewOptions,
  RequestOptions,
  StoredObject,
} from "../../ports/object-store.ts";

/** The methods of the port. */
export type ObjectStoreOperation = keyof ObjectStore;

export interface OperationCount {
  /** Calls, including those that failed. */
  calls: number;
  /** Content bytes received or sent by successful calls. */
  bytes: number;
}

/**
 * Counts the operations on another store, to prove claims such as "a warm query reads nothing". One call may
 * send several requests (ranges, pages, retries), which `S3ObjectStoreOptions.onRequest` reports.
 */
export class CountingObjectStore implements ObjectStore {
  readonly #store: ObjectStore;
  #counts = new Map<ObjectStoreOperation, OperationCount>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Counts since the last `reset`, in the order of first use. Omits operations without calls. */
  get counts(): Readonly<Partial<Record<ObjectStoreOperation, Readonly<OperationCount>>>> {
    return Object.fromEntries([...this.#counts].map(([operation, count]) => [operation, { ...count }]));
  }

  get total(): Readonly<OperationCount> {
    const counts = [...this.#counts.values()];
    const sum = (field: keyof OperationCount) => counts.reduce((total, count) => total + count[field], 0);
    return { calls: sum("calls"), bytes: sum("bytes") };
  }

  reset(): void {
    this.#counts = new Map();
  }

  async get(key: string, options?: RequestOptions): Promise<StoredObject | undefined> {
    const count = this.#called("get");
    const found = await this.#store.get(key, options);
    count.bytes += found?.bytes.length ?? 0;
    return found;
  }

  async getIfChanged(
    key: string,
    etag: string,
    options?: RequestOptions,
  ): Promise<"unchanged" | StoredObject | undefined> {
    const count = this.#called("getIfChanged");
    const found = await this.#store.getIfChanged(key, etag, options);
    if (found !== undefined && found !== "unchanged") count.bytes += found.bytes.length;
    return found;
  }

  async getToFile(key: string, path: string, options?: GetToFileOptions): Promise<number> {
    const count = this.#called("getToFile");
    const sizeBytes = await this.#store.getToFile(key, path, options);
    count.bytes += sizeBytes;
    return sizeBytes;
  }

  async getRange(key: string, range: ByteRange, options?: RequestOptions): Promise<Uint8Array> {
    const count = this.#called("getRange");
    const bytes = await this.#store.getRange(key, range, options);
    count.bytes += bytes.length;
    return bytes;
  }

  async head(key: string, options?: RequestOptions): Promise<ObjectInfo | undefined> {
    this.#called("head");
    return await this.#store.head(key, options);
  }

  async putNew(key: string, body: ObjectBody, options: PutNewOptions): Promise<"created" | "exists"> {
    const count = this.#called("putNew");
    const outcome = await this.#store.putNew(key, body, options);
    if (outcome === "created") {
      count.bytes += body instanceof Uint8Array ? body.length : (await stat(body.path)).size;
    }
    return outcome;
  }

  async putIfMatch(
    key: string,
    bytes: Uint8Array,
    etag: string | null,
    options?: RequestOptions,
  ): Promise<string> {
    const count = this.#called("putIfMatch");
    const written = await this.#store.putIfMatch(key, bytes, etag, options);
    count.bytes += bytes.length;
    return written;
  }

  list(prefix: string, options?: RequestOptions): AsyncIterable<ObjectInfo> {
    this.#called("list");
    return this.#store.list(prefix, options);
  }

  async delete(keys: readonly string[], options?: RequestOptions): Promise<void> {
    this.#called("delete");
    await this.#store.delete(keys, options);
  }

  #called(operation: ObjectStoreOperation): OperationCount {
    const count = this.#counts.get(operation) ?? { calls: 0, bytes: 0 };
    this.#counts.set(operation, count);
    count.calls += 1;
    return count;
  }
}
