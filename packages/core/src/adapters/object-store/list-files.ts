import { type Dirent, promises as fs } from "node:fs";
import { join } from "node:path";
import { fileError } from "../../files/file-error.ts";
import { RESERVED_NAME_PREFIX } from "../../files/write-file-atomically.ts";

/** A file below a folder. */
export interface ListedFile {
  /** Path components, relative to the folder. */
  readonly segments: readonly string[];
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/**
 * Lists files whose path, joined with `/`, starts with the prefix. Skips a store's private files, and files that
 * are deleted during the listing. Does not follow symbolic links.
 */
export async function* listFiles(folder: string, prefix: string): AsyncGenerator<ListedFile> {
  const isWanted = (path: string) => path.startsWith(prefix);
  const mayLeadThere = (path: string) => isWanted(path) || prefix.startsWith(`${path}/`);
  for await (const file of walk(folder, mayLeadThere)) {
    const path = file.segments.join("/");
    if (!isReserved(file) && isWanted(path)) yield file;
  }
}

/** Lists a store's private files, in all folders. */
export async function* listReservedFiles(folder: string): AsyncGenerator<ListedFile> {
  for await (const file of walk(folder, () => true)) if (isReserved(file)) yield file;
}

function isReserved({ segments }: ListedFile): boolean {
  return segments.at(-1)?.startsWith(RESERVED_NAME_PREFIX) ?? false;
}

async function* walk(
  folder: string,
  enters: (path: string) => boolean,
  above: readonly string[] = [],
): AsyncGenerator<ListedFile> {
  for (const entry of await entriesOf(join(folder, ...above))) {
    const segments = [...above, entry.name];
    if (entry.isDirectory() && enters(segments.join("/"))) yield* walk(folder, enters, segments);
    if (!entry.isFile()) continue;
    const info = await statUnlessGone(join(folder, ...segments));
    if (info !== undefined) yield { segments, sizeBytes: info.size, modifiedAt: info.mtime };
  }
}

async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    return await fs.readdir(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw fileError("list", path, error);
  }
}

async function statUnlessGone(path: string): Promise<{ size: number; mtime: Date } | undefined> {
  try {
    return await fs.stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fileError("list", path, error);
  }
}
