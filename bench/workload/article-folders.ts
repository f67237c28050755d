import { existsSync } from "node:fs";
import { join } from "node:path";
import { inRepository } from "./in-repository.ts";

/**
 * The article folders for a benchmark: those on its command line, or else collections below `DATELINE_COLLECTIONS` (by
 * default next to the clone). They are not part of the project. Without them, a benchmark prints one sentence and exits
 * with 2.
 *
 * @param command how the benchmark is started, such as `npm run bench`
 * @param named paths on the command line
 * @param defaults paths below the folder of the collections
 */
export function articleFolders(
  command: string,
  named: readonly string[],
  defaults: readonly string[],
): readonly string[] {
  const collections = process.env["DATELINE_COLLECTIONS"] || inRepository("../shared/data");
  const folders = named.length > 0 ? named : defaults.map((name) => join(collections, name));
  const missing = folders.find((folder) => !existsSync(folder));
  if (missing === undefined) return folders;
  process.stderr.write(
    `Cannot run the benchmark: there is nothing at "${missing}", pass a folder of articles: ${command} -- PATH\n`,
  );
  process.exit(2);
}

/** The same for a benchmark that reads one folder. */
export function articleFolder(command: string, named: readonly string[], byDefault: string): string {
  return articleFolders(command, named.slice(0, 1), [byDefault])[0] ?? byDefault;
}
