import { randomUUID } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isProcessRunning } from "@dateline-search/core/files/process-liveness";

const PREFIX = "dateline-ingest-";
/** No invocation lasts a day, so an older folder with a live process id belongs to an earlier process. */
const STALE_MS = 24 * 3600_000;

/** Folders of this process, since Lambda may reuse the id of a previous process. */
const live = new Set<string>();

/** Path of a new work folder, whose name identifies its process. Creates nothing yet. */
export function newWorkFolder(parent: string): string {
  const folder = join(parent, `${PREFIX}${process.pid}-${randomUUID()}`);
  live.add(folder);
  return folder;
}

export async function removeWorkFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  live.delete(folder);
}

/**
 * Removes the folders and downloads of killed processes. Lambda kills processes that exceed their time, and
 * /tmp survives them.
 *
 * @returns number of removed folders
 */
export async function removeStaleWorkFolders(parent: string): Promise<number> {
  const names = (await readdir(parent).catch(() => [])).filter((name) => name.startsWith(PREFIX));
  let count = 0;
  for (const folder of names.map((name) => join(parent, name))) {
    if (!(await isStale(folder))) continue;
    await rm(folder, { recursive: true, force: true });
    count += 1;
  }
  return count;
}

async function isStale(folder: string): Promise<boolean> {
  if (live.has(folder)) return false;
  const pid = Number(/-(\d+)-[0-9a-f-]{36}$/.exec(folder)?.[1]);
  if (pid === process.pid || !isProcessRunning(pid)) return true;
  const age = await stat(folder)
    .then(({ mtimeMs }) => Date.now() - mtimeMs)
    .catch(() => 0);
  return age > STALE_MS;
}
