import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileError } from "./file-error.ts";

/** Prefix of a writer's private files in a store's folder. No object key may have it. */
export const RESERVED_NAME_PREFIX = ".dateline-";

/** Attempts to create a file while others remove its empty folder. Each removal is part of another write. */
const MAX_FOLDER_ATTEMPTS = 50;

/**
 * Writes a file so that readers see either the old or the complete new one, even after a crash. Writes a
 * temporary file in the same folder, syncs and renames it, and syncs the folder.
 *
 * @param write fills the file, which is open for reading and writing. If it rejects, the file is removed
 * @throws DatelineError `disk-full`, or whatever `write` throws
 */
export async function writeFileAtomically<T>(
  path: string,
  write: (file: FileHandle) => Promise<T>,
): Promise<T> {
  return await withTemporaryFile(path, write, async (temporary, result) => {
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return result;
  });
}

/**
 * Writes and syncs a temporary file next to `path`, passes it to `place`, and then removes it if it still
 * exists.
 *
 * @throws DatelineError `disk-full`, or whatever `write` and `place` throw
 */
export async function withTemporaryFile<T, U>(
  path: string,
  write: (file: FileHandle) => Promise<T>,
  place: (temporary: string, written: T) => Promise<U>,
): Promise<U> {
  const temporary = join(dirname(path), `${RESERVED_NAME_PREFIX}${randomUUID()}.tmp`);
  try {
    const file = await openInNewFolder(temporary);
    try {
      const written = await writeAndClose(file, write);
      return await place(temporary, written);
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    throw fileError("write", path, error);
  }
}

async function writeAndClose<T>(file: FileHandle, write: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    const written = await write(file);
    await file.sync();
    return written;
  } finally {
    await file.close();
  }
}

async function openInNewFolder(path: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt++) {
    try {
      // `mkdir` also fails if another process removes the folder at the wrong moment.
      await mkdir(dirname(path), { recursive: true });
      return await open(path, "wx+");
    } catch (error) {
      const folderVanished = (error as NodeJS.ErrnoException).code === "ENOENT";
      if (!folderVanished || attempt === MAX_FOLDER_ATTEMPTS) throw error;
    }
  }
}

/** Makes a rename survive a power failure. Windows cannot open folders and orders renames itself. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
