import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isProcessRunning } from "@dateline/core/process-liveness";

const PREFIX = ".dateline-build-";

/** Name of a folder for one build, which tells later builds who made it. */
export function workFolderName(): string {
  return `${PREFIX}${process.pid}-${Date.now()}`;
}

/** Removes what builds that were killed left in the folder of the index. */
export async function removeStaleWorkFolders(indexFolder: string): Promise<void> {
  const entries = await readdir(indexFolder).catch(() => []);
  for (const name of entries.filter((entry) => entry.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split("-")[0]);
    if (!isProcessRunning(pid)) await rm(join(indexFolder, name), { recursive: true, force: true });
  }
}
