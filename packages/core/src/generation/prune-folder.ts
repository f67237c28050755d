import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { SegmentEntry } from "./manifest.ts";
import type { LocalGeneration } from "./open-generation.ts";

/**
 * Removes files that `syncGeneration` downloaded for generations other than the given ones, and leftovers of
 * killed downloads. The folder must have no other writer and no running download.
 */
export async function pruneFolder(folder: string, needed: readonly LocalGeneration[]): Promise<void> {
  const manifestNames = new Set(needed.map(({ id }) => `${id}.json`));
  await removeAllBut(join(folder, "generations"), manifestNames, 0);
  const entries = needed.flatMap(({ manifest }) => manifest.segments);
  await pruneSegments(folder, { entries });
}

export interface PruneSegmentsOptions {
  readonly entries: readonly SegmentEntry[];
  /** Keep newer files: another process that shares the folder may still be downloading them. */
  readonly minAgeMs?: number;
}

/** Removes files that `fetchSegments` downloaded for segments other than the given ones. */
export async function pruneSegments(
  folder: string,
  { entries, minAgeMs = 0 }: PruneSegmentsOptions,
): Promise<void> {
  const segments = join(folder, "segments");
  await removeAllBut(segments, new Set(entries.map(({ id }) => id)), minAgeMs);
  for (const { id, files, updateFiles } of entries) {
    const names = new Set(Object.keys({ ...files, ...updateFiles }));
    await removeAllBut(join(segments, id), names, minAgeMs);
  }
}

async function removeAllBut(folder: string, names: ReadonlySet<string>, minAgeMs: number): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (names.has(name)) continue;
    const path = join(folder, name);
    if (minAgeMs === 0 || (await ageOf(path)) >= minAgeMs) await rm(path, { recursive: true, force: true });
  }
}

/** @returns milliseconds; 0 for a file that no longer exists */
async function ageOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
