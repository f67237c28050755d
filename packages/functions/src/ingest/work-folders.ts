import { randomUUID } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isProcessRunning } from "@dateline-search/core/files/process-liveness";

const PREFIX = "dateline-ingest-";
/** No invocation lasts a day: after that the process that has the id now is another one. */
const STALE_MS = 24 * 3600_000;

/** Of this process; Lambda may give a new process the id of the one before it. */
const live = new Set<string>();

/** Path of a folder for one piece of work; the name tells later processes whose it is. Nothing is made yet. */
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
 * Removes what processes that were killed left behind, with what they had downloaded: Lambda kills one that outlives its
 * time, and /tmp stays for the next.
 *
 * @returns how many folders it removed
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
