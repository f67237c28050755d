import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, link, open, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { throwIfAborted } from "../../errors.ts";
import { fileError, NO_HARD_LINKS } from "../../files/file-error.ts";
import { sha256Of } from "../../files/hash-file.ts";
import { RESERVED_NAME_PREFIX, syncFolder, withTemporaryFile } from "../../files/write-file-atomically.ts";
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
import { listFiles, listReservedFiles } from "./list-files.ts";
import { withLockFile } from "./lock-file.ts";
import { assertKeyPrefix, assertObjectKey } from "./object-key.ts";
import { receiveFile } from "./receive-file.ts";
import {
  assertHasRange,
  assertRange,
  assertSha256,
  assertSha256Form,
  assertSize,
  conflict,
  missing,
} from "./verify-object.ts";

/** The path does not exist, is a folder, or is below a file. */
const NO_FILE = new Set(["ENOENT", "EISDIR", "ENOTDIR"]);

/**
 * A folder whose files are the objects, with keys as relative paths. Contains nothing else between two writes.
 * Safe for several processes, even if one is killed at any point. An etag is the content's sha256.
 */
export class FileObjectStore implements ObjectStore {
  readonly folder: string;

  /** @param folder the first write creates it */
  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  /** Path of the object's file, which may not exist, for callers that can use a file directly. */
  pathOf(key: string): string {
    assertObjectKey(key);
    return join(this.folder, ...key.split("/"));
  }

  async get(key: string, options: RequestOptions = {}): Promise<StoredObject | undefined> {
    const path = this.pathOf(key);
    throwIfAborted(`read "${key}"`, options.signal);
    const bytes = await unlessMissing(path, () => readFile(path));
    return bytes && { bytes, etag: sha256Of(bytes) };
  }

  async getIfChanged(
    key: string,
    etag: string,
    options: RequestOptions = {},
  ): Promise<"unchanged" | StoredObject | undefined> {
    const found = await this.get(key, options);
    return found?.etag === etag ? "unchanged" : found;
  }

  async getToFile(key: string, path: string, options: GetToFileOptions = {}): Promise<number> {
    const source = this.pathOf(key);
    throwIfAborted(`read "${key}"`, options.signal);
    const file = await unlessMissing(source, () => open(source, "r"));
    if (file === undefined) throw missing(key);
    try {
      const info = await file.stat();
      if (!info.isFile()) throw missing(key);
      const chunks = file.createReadStream({ autoClose: false });
      return await receiveFile({ key, sizeBytes: info.size, chunks }, path, options);
    } finally {
      await file.close();
    }
  }

  async getRange(key: string, range: ByteRange, options: RequestOptions = {}): Promise<Uint8Array> {
    const path = this.pathOf(key);
    assertRange(key, range);
    throwIfAborted(`read "${key}"`, options.signal);
    const file = await unlessMissing(path, () => open(path, "r"));
    if (file === undefined) throw missing(key);
    try {
      const info = await file.stat();
      if (!info.isFile()) throw missing(key);
      assertHasRange(key, range, info.size);
      const bytes = new Uint8Array(range.end - range.start);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, range.start);
      assertSize(key, bytes.length, bytesRead);
      return bytes;
    } finally {
      await file.close();
    }
  }

  async head(key: string, options: RequestOptions = {}): Promise<ObjectInfo | undefined> {
    const path = this.pathOf(key);
    throwIfAborted(`read "${key}"`, options.signal);
    const info = await unlessMissing(path, () => stat(path));
    return info?.isFile() ? { key, sizeBytes: info.size, modifiedAt: info.mtime } : undefined;
  }

  async putNew(key: string, body: ObjectBody, options: PutNewOptions): Promise<"created" | "exists"> {
    const path = this.pathOf(key);
    assertSha256Form(options.sha256);
    if ((await this.head(key, options)) !== undefined) return "exists";
    const fill = (file: FileHandle) => copyBody(key, body, file, options);
    const created = await withTemporaryFile(path, fill, (temporary) => placeNew(temporary, path));
    return created ? "created" : "exists";
  }

  async putIfMatch(
    key: string,
    bytes: Uint8Array,
    etag: string | null,
    options: RequestOptions = {},
  ): Promise<string> {
    const path = this.pathOf(key);
    throwIfAborted(`write "${key}"`, options.signal);
    const fill = (file: FileHandle) => file.writeFile(bytes);
    const placed = await withTemporaryFile(path, fill, async (temporary) =>
      etag === null
        ? await placeNew(temporary, path)
        : await this.#placeIfMatch(temporary, key, { etag, ...options }),
    );
    if (!placed) throw conflict(key, etag);
    return sha256Of(bytes);
  }

  async *list(prefix: string, options: RequestOptions = {}): AsyncIterable<ObjectInfo> {
    assertKeyPrefix(prefix);
    for await (const { segments, sizeBytes, modifiedAt } of listFiles(this.folder, prefix)) {
      throwIfAborted(`list "${prefix}"`, options.signal);
      yield { key: segments.join("/"), sizeBytes, modifiedAt };
    }
  }

  async delete(keys: readonly string[], options: RequestOptions = {}): Promise<void> {
    const paths = keys.map((key) => this.pathOf(key));
    for (const path of paths) {
      throwIfAborted("delete objects", options.signal);
      const info = await unlessMissing(path, () => stat(path));
      if (!info?.isFile()) continue;
      await unlessMissing(path, () => withLockFile(lockOf(path), () => rm(path, { force: true }), options));
      await this.#removeEmptyFolders(dirname(path));
    }
  }

  /**
   * Deletes temporary files and locks of killed processes, which no listing shows.
   *
   * @param before a time earlier than the start of any running write
   * @returns the number of deleted files
   */
  async removeLeftovers(before: Date): Promise<number> {
    let count = 0;
    for await (const { segments, modifiedAt } of listReservedFiles(this.folder)) {
      if (modifiedAt >= before) continue;
      await rm(join(this.folder, ...segments), { force: true });
      count += 1;
    }
    return count;
  }

  async #placeIfMatch(
    temporary: string,
    key: string,
    { etag, signal }: RequestOptions & { etag: string },
  ): Promise<boolean> {
    const path = this.pathOf(key);
    return await withLockFile(
      lockOf(path),
      async (assertHeld) => {
        const current = await this.get(key);
        if (current?.etag !== etag) return false;
        await assertHeld();
        await rename(temporary, path);
        await syncFolder(dirname(path));
        return true;
      },
      { signal },
    );
  }

  /** Removes empty folders, because a bucket has none. */
  async #removeEmptyFolders(folder: string): Promise<void> {
    if (!folder.startsWith(this.folder + sep)) return;
    try {
      await rmdir(folder);
    } catch {
      return; // Not empty, or another process was faster.
    }
    await this.#removeEmptyFolders(dirname(folder));
  }
}

/** Gives the temporary file its name unless that is taken. Atomic, because link(2) never replaces a file. */
async function placeNew(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (NO_HARD_LINKS.has(code)) return await placeNewWithoutLinks(temporary, path);
    if (code !== "EEXIST" || (await stat(path)).isDirectory()) throw error;
    return false;
  }
  await syncFolder(dirname(path));
  return true;
}

async function placeNewWithoutLinks(temporary: string, path: string): Promise<boolean> {
  return await withLockFile(lockOf(path), async (assertHeld) => {
    if ((await unlessMissing(path, () => stat(path))) !== undefined) return false;
    await assertHeld();
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return true;
  });
}

async function copyBody(
  key: string,
  body: ObjectBody,
  file: FileHandle,
  options: PutNewOptions,
): Promise<void> {
  const isBytes = body instanceof Uint8Array;
  const totalBytes = isBytes ? body.length : await sizeOf(body.path);
  const hash = createHash("sha256");
  let doneBytes = 0;
  for await (const chunk of isBytes ? [body] : createReadStream(body.path)) {
    throwIfAborted(`upload "${key}"`, options.signal);
    await file.writeFile(chunk);
    hash.update(chunk);
    doneBytes += chunk.length;
    options.onProgress?.({ doneBytes, totalBytes });
  }
  assertSha256(key, options.sha256, hash.digest("hex"));
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw fileError("read", path, error);
  }
}

async function unlessMissing<T>(path: string, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (NO_FILE.has((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw fileError("read", path, error);
  }
}

function lockOf(path: string): string {
  const name = createHash("sha256").update(basename(path)).digest("hex").slice(0, 16);
  return join(dirname(path), `${RESERVED_NAME_PREFIX}${name}.lock`);
}
