import { readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { isProcessRunning } from "../../files/process-liveness.ts";

/**
 * Claims a partial download, and continues one that an earlier process left. The process id in the name keeps
 * two processes from writing to the same file.
 *
 * @param key identifies the content, such as repository, revision and path
 * @returns path of a file that may already exist and that no other process uses
 */
export async function claimPartFile(folder: string, key: string): Promise<string> {
  const stem = key.replaceAll(/[^\w.-]+/g, "--");
  const own = join(folder, `${stem}.${process.pid}.part`);
  for (const name of await readdir(folder)) {
    const pid = partOwner(name, stem);
    if (pid === null || pid === process.pid || isProcessRunning(pid)) continue;
    await rename(join(folder, name), own);
    break;
  }
  return own;
}

/** Size of a file in bytes; 0 when it does not exist. */
export async function sizeOfPart(path: string): Promise<number> {
  const stats = await stat(path).catch(() => null);
  return stats?.size ?? 0;
}

function partOwner(name: string, stem: string): number | null {
  if (!name.startsWith(`${stem}.`) || !name.endsWith(".part")) return null;
  const pid = Number(name.slice(stem.length + 1, -".part".length));
  return Number.isInteger(pid) ? pid : null;
}
