import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LocalGeneration } from "./local-generation.ts";

/**
 * Removes what `syncGeneration` left in a folder for generations other than the given ones, and what downloads that
 * were killed left behind. Only for folders that nothing else writes, and not during a download into them.
 */
export async function pruneFolder(folder: string, needed: readonly LocalGeneration[]): Promise<void> {
  const segments = needed.flatMap(({ manifest }) => manifest.segments);
  const manifestNames = new Set(needed.map(({ id }) => `${id}.json`));
  const segmentNames = new Set(segments.map(({ id }) => id));
  await removeAllBut(join(folder, "generations"), manifestNames);
  await removeAllBut(join(folder, "segments"), segmentNames);
  for (const { id, files } of segments) {
    await removeAllBut(join(folder, "segments", id), new Set(Object.keys(files)));
  }
}

async function removeAllBut(folder: string, names: ReadonlySet<string>): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (!names.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
