import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { throwIfAborted } from "../../errors.ts";
import { fileError } from "../../files/file-error.ts";
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
import { assertKeyPrefix, assertObjectKey } from "./object-key.ts";
import { receiveFile } from "./receive-file.ts";
import {
  assertHasRange,
  assertRange,
  assertSha256,
  assertSha256Form,
  conflict,
  missing,
} from "./verify-object.ts";

interface MemoryObject extends StoredObject {
  readonly modifiedAt: Date;
}

/** Objects in this process's memory, for temporary indexes. An etag is the content's sha256. */
export class MemoryObjectStore implements ObjectStore {
  readonly #objects = new Map<string, MemoryObject>();
  readonly #now: () => Date;

  /** @param now the store's own clock */
  constructor({ now = () => new Date() }: { readonly now?: () => Date } = {}) {
    this.#now = now;
  }

  async get(key: string, options: RequestOptions = {}): Promise<StoredObject | undefined> {
    const found = this.#find(key, options);
    return found && { bytes: Uint8Array.from(found.bytes), etag: found.etag };
  }

  async getIfChanged(
    key: string,
    etag: string,
    options: RequestOptions = {},
  ): Promise<"unchanged" | StoredObject | undefined> {
    return this.#find(key, options)?.etag === etag ? "unchanged" : await this.get(key, options);
  }

  async getToFile(key: string, path: string, options: GetToFileOptions = {}): Promise<number> {
    const found = this.#find(key, options);
    if (found === undefined) throw missing(key);
    return await receiveFile({ key, sizeBytes: found.bytes.length, chunks: [found.bytes] }, path, options);
  }

  async getRange(key: string, range: ByteRange, options: RequestOptions = {}): Promise<Uint8Array> {
    assertRange(key, range);
    const found = this.#find(key, options);
    if (found === undefined) throw missing(key);
    assertHasRange(key, range, found.bytes.length);
    return Uint8Array.from(found.bytes.subarray(range.start, range.end));
  }

  async head(key: string, options: RequestOptions = {}): Promise<ObjectInfo | undefined> {
    const found = this.#find(key, options);
    return found && infoOf(key, found);
  }

  async putNew(key: string, body: ObjectBody, options: PutNewOptions): Promise<"created" | "exists"> {
    assertObjectKey(key);
    assertSha256Form(options.sha256);
    const bytes = await readBody(body);
    throwIfAborted(`upload "${key}"`, options.signal);
    if (this.#objects.has(key)) return "exists";
    assertSha256(key, options.sha256, sha256Hex(bytes));
    this.#store(key, bytes);
    options.onProgress?.({ doneBytes: bytes.length, totalBytes: bytes.length });
    return "created";
  }

  async putIfMatch(
    key: string,
    bytes: Uint8Array,
    etag: string | null,
    options: RequestOptions = {},
  ): Promise<string> {
    const current = this.#find(key, options)?.etag ?? null;
    if (current !== etag) throw conflict(key, etag);
    return this.#store(key, bytes);
  }

  async *list(prefix: string, options: RequestOptions = {}): AsyncIterable<ObjectInfo> {
    assertKeyPrefix(prefix);
    for (const [key, object] of [...this.#objects]) {
      throwIfAborted(`list "${prefix}"`, options.signal);
      if (key.startsWith(prefix)) yield infoOf(key, object);
    }
  }

  async delete(keys: readonly string[], options: RequestOptions = {}): Promise<void> {
    for (const key of keys) assertObjectKey(key);
    throwIfAborted("delete objects", options.signal);
    for (const key of keys) this.#objects.delete(key);
  }

  #find(key: string, options: RequestOptions): MemoryObject | undefined {
    assertObjectKey(key);
    throwIfAborted(`read "${key}"`, options.signal);
    return this.#objects.get(key);
  }

  #store(key: string, bytes: Uint8Array): string {
    const copy = Uint8Array.from(bytes);
    const etag = sha256Hex(copy);
    this.#objects.set(key, { bytes: copy, etag, modifiedAt: this.#now() });
    return etag;
  }
}

async function readBody(body: ObjectBody): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  try {
    return await readFile(body.path);
  } catch (error) {
    throw fileError("read", body.path, error);
  }
}

function infoOf(key: string, { bytes, modifiedAt }: MemoryObject): ObjectInfo {
  return { key, sizeBytes: bytes.length, modifiedAt };
}

function sha256Hex(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
