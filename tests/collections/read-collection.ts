import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceEntry } from "../../packages/core/src/corpus/corpus-entry.ts";
import { readSourceBytes } from "../../packages/core/src/corpus/read-source-bytes.ts";

/** Names in the folder, in the order of their UTF-16 units. */
export function namesIn(folder: string): readonly string[] {
  return readdirSync(folder).sort((a, b) => (a < b ? -1 : 1));
}

/** All that a file holds, as of a day on which every embargo of the collections is over. */
export function readFileOf(folder: string, name: string): readonly SourceEntry[] {
  const bytes = readFileSync(join(folder, name));
  return [...readSourceBytes({ name, bytes }, { now: new Date("2026-01-01") })];
}
