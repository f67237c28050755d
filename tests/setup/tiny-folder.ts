import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

const run = promisify(execFile);

/** A folder that an index does not fit into, and the code of the error that shows it. */
export interface TinyFolder {
  readonly folder: string;
  readonly code: "disk-full" | "store-forbidden";
}

/**
 * Makes a folder for the running test: a file system of 16 kB, which only root can make, or else one that may not be
 * written to.
 */
export async function tinyFolder(): Promise<TinyFolder> {
  const folder = await mkdtemp(join(tmpdir(), "tiny-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const isMounted = await run("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", folder]).then(
    () => true,
    () => false,
  );
  if (!isMounted) {
    await chmod(folder, 0o500);
    return { folder, code: "store-forbidden" };
  }
  onTestFinished(async () => {
    await run("umount", ["--lazy", folder]);
  });
  return { folder, code: "disk-full" };
}
