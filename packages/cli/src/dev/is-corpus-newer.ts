import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Whether anything of a file or folder was written, added or removed after an instant. Hidden files do not count. */
export async function isCorpusNewer(path: string, instant: Date): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return false;
  // The time of a folder tells what was added and removed.
  if (stats.mtimeMs > instant.getTime()) return true;
  if (!stats.isDirectory()) return false;
  for (const name of await readdir(path)) {
    if (!name.startsWith(".") && (await isCorpusNewer(join(path, name), instant))) return true;
  }
  return false;
}
