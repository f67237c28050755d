import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const BESIDE_THE_CLONE = fileURLToPath(new URL("../../../shared/data", import.meta.url));

/**
 * Real collections of articles. They are not part of the project: `DATELINE_COLLECTIONS` names their folder, by default
 * `shared/data` beside the clone.
 */
export const COLLECTIONS_FOLDER = resolve(process.env["DATELINE_COLLECTIONS"] || BESIDE_THE_CLONE);

/** The folder of one collection, by its path below the folder of all. */
export function collection(path: string): string {
  return join(COLLECTIONS_FOLDER, path);
}

/** The one sentence for somebody who does not have them; `undefined` when they are there. */
export function whyCollectionsAreMissing(): string | undefined {
  if (existsSync(COLLECTIONS_FOLDER)) return undefined;
  return `Cannot test on real collections: there is no folder "${COLLECTIONS_FOLDER}", set DATELINE_COLLECTIONS to where they are`;
}
