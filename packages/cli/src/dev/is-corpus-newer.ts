import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * Whether a file, or anything in a folder, was written, added or removed after an instant. Ignores hidden
 * files.
 */
export async function isCorpusNewer(path: string, instant: Date): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return false;
  // A folder's mtime changes when entries are added or removed.
  if (stats.mtimeMs > instant.getTime()) return true;
  if (!stats.isDirectory()) return false;
  for (const name of await readdir(path)) {
    if (!name.startsWith(".") && (await isCorpusNewer(join(path, name), instant))) return true;
  }
  return false;
}
