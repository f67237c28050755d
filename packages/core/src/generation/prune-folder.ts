import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { LocalGeneration } from "./local-generation.ts";
import type { SegmentEntry } from "./manifest.ts";

/**
 * Removes what `syncGeneration` left in a folder for generations other than the given ones, and what downloads that
 * were killed left behind. Only for folders that nothing else writes, and not during a download into them.
 */
export async function pruneFolder(folder: string, needed: readonly LocalGeneration[]): Promise<void> {
  const manifestNames = new Set(needed.map(({ id }) => `${id}.json`));
  await removeAllBut(join(folder, "generations"), manifestNames, 0);
  const entries = needed.flatMap(({ manifest }) => manifest.segments);
  await pruneSegments(folder, { entries });
}

export interface PruneSegmentsOptions {
  /** What stays. */
  readonly entries: readonly SegmentEntry[];
  /** What was changed less long ago stays too: where several processes share a folder it may be another's download. */
  readonly minAgeMs?: number;
}

/** The same with what `fetchSegments` left. */
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

/** Milliseconds; 0 for what is gone already. */
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
