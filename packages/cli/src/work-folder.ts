import { createHash } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { hasEnded, processSpace } from "@dateline-search/core/files/process-liveness";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";

const PREFIX = ".dateline-build-";
const MAX_HOST_LENGTH = 50;
const SPACE_LENGTH = 8;
/** A running build writes every few seconds. After this long without a write it is dead, on any machine. */
const STALE_MS = 24 * 60 * 60 * 1_000;

/**
 * Names a work folder after the machine or container and the process of its build, so that later builds can identify
 * its owner.
 */
export function workFolderName(): string {
  return `${PREFIX}${hostLabel()}-${process.pid}-${Date.now()}`;
}

/**
 * Removes leftovers of killed builds from the index's folder. Process ids of other machines mean nothing here, so
 * leftovers from there are removed after a day without writes.
 */
export async function removeStaleWorkFolders(indexFolder: string): Promise<void> {
  const entries = await readdir(indexFolder).catch(() => []);
  for (const name of entries.filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(indexFolder, name);
    if (isOfEndedProcess(name) || Date.now() - (await lastWrittenMs(folder)) > STALE_MS) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function isOfEndedProcess(name: string): boolean {
  const [, host, pid] = /^(.+)-(\d+)-\d+$/.exec(name.slice(PREFIX.length)) ?? [];
  return host === hostLabel() && hasEnded({ space: processSpace(), pid: Number(pid), startedAt: null });
}

/** Latest write to the folder or a file in it, in ms since 1970; now if that cannot be read. */
async function lastWrittenMs(folder: string): Promise<number> {
  try {
    const paths = [folder, ...(await readdir(folder)).map((name) => join(folder, name))];
    return Math.max(...(await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs))));
  } catch {
    return Date.now(); // It is being written to or removed.
  }
}

/** The machine's name as part of a file name, plus a hash that distinguishes its containers. */
function hostLabel(): string {
  const label = hostname().replaceAll(/[^A-Za-z0-9.-]/g, "_");
  const space = createHash("sha256").update(processSpace()).digest("hex").slice(0, SPACE_LENGTH);
  return `${label.slice(0, MAX_HOST_LENGTH) || "host"}.${space}`;
}

/** Beside a local index, so that files can be moved without copying to another disk. */
export async function newWorkFolder(store: ObjectStore): Promise<string> {
  const parent = store instanceof FileObjectStore ? store.folder : tmpdir();
  await removeStaleWorkFolders(parent);
  return join(parent, workFolderName());
}
