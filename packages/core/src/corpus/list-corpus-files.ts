import type { Dirent, Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, extname, isAbsolute, join, relative, sep } from "node:path";
import { DatelineError } from "../errors.ts";
import type { ProblemEntry, SkippedEntry } from "./corpus-entry.ts";
import { type CorpusFormat, formatOfName, KNOWN_ENDINGS } from "./corpus-format.ts";
import { systemReason } from "./system-reason.ts";

/** A file to read, with what its name states. */
export interface CorpusFile {
  readonly kind: "file";
  /** Path to open it. */
  readonly path: string;
  /** Display name: relative to the corpus root, with `/` between folders on every system. */
  readonly name: string;
  readonly format: CorpusFormat;
}

/** Files that describe a corpus and are not part of it. */
const ABOUT_THE_CORPUS = /^(?:readme|licen[cs]e)(?:\.(?:md|markdown|txt|text))?$/i;

/**
 * Lists the files of a corpus: the file itself, or everything below a folder, ordered by the names' UTF-16
 * units, so that the order is the same on every machine. Silently ignores hidden files, README and LICENSE.
 * Skips links to files outside the folder unless `followLinks` is set, since permission to create a link does
 * not imply permission to publish its target.
 *
 * @throws DatelineError `invalid-input` when the path does not exist, cannot be opened, leads out of its
 *   first folder by `..`, or is a file of an unknown format
 */
export async function* listCorpusFiles(
  path: string,
  { followLinks = false }: { readonly followLinks?: boolean | undefined } = {},
): AsyncGenerator<CorpusFile | ProblemEntry | SkippedEntry> {
  if (!followLinks) refuseWayOut(path);
  const stats = await statRoot(path);
  if (stats.isDirectory()) {
    const within = followLinks ? null : await realpath(path);
    yield* listFolder({ folder: path, prefix: "", within }, await readRoot(path));
    return;
  }
  const format = formatOfName(path);
  if (format === undefined || !stats.isFile()) {
    throw new DatelineError(
      "invalid-input",
      `Cannot read the corpus: "${path}" is neither a folder nor one of ${KNOWN_ENDINGS.join(", ")}`,
    );
  }
  yield { kind: "file", path, name: basename(path), format };
}

/**
 * Number of files that `listCorpusFiles` finds at the paths. An address counts as one.
 *
 * @throws DatelineError as `listCorpusFiles`
 */
export async function countCorpusFiles(
  paths: readonly string[],
  options: { readonly followLinks?: boolean | undefined },
): Promise<number> {
  let count = 0;
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!isFolder) count++;
    else for await (const { kind } of listCorpusFiles(path, options)) if (kind === "file") count++;
  }
  return count;
}

interface Folder {
  readonly folder: string;
  /** Prefix of its files' names. */
  readonly prefix: string;
  /** Folder that links must stay within; `null` for anywhere. */
  readonly within: string | null;
}

async function* listFolder(
  { folder, prefix, within }: Folder,
  entries: readonly Dirent[],
): AsyncGenerator<CorpusFile | ProblemEntry | SkippedEntry> {
  const visible = entries.filter(({ name }) => !isPassedOver(name));
  for (const entry of visible.sort(byName)) {
    const path = join(folder, entry.name);
    const name = prefix + entry.name;
    if (!entry.isDirectory()) {
      yield await describeFile(entry, { path, name, within });
      continue;
    }
    try {
      const below = { folder: path, prefix: `${name}/`, within };
      yield* listFolder(below, await readdir(path, { withFileTypes: true }));
    } catch (error) {
      yield unreadable(name, error);
    }
  }
}

async function describeFile(
  entry: Dirent,
  { path, name, within }: { readonly path: string; readonly name: string; readonly within: string | null },
): Promise<CorpusFile | ProblemEntry | SkippedEntry> {
  try {
    const target = entry.isSymbolicLink() ? await stat(path) : entry;
    // Links to folders could form a cycle.
    if (target.isDirectory()) return { kind: "skipped", file: name, reason: "link to a folder" };
    if (!target.isFile()) return { kind: "skipped", file: name, reason: "not a regular file" };
    if (entry.isSymbolicLink() && within !== null && !isBelow(within, await realpath(path)))
      return { kind: "skipped", file: name, reason: "link to a file outside the folder" };
  } catch (error) {
    return unreadable(name, error);
  }
  const format = formatOfName(name);
  if (format !== undefined) return { kind: "file", path, name, format };
  return unknownFormat(name);
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !isAbsolute(way) && way.split(sep)[0] !== "..";
}

/** @param name file name without folders */
export function isPassedOver(name: string): boolean {
  return name.startsWith(".") || ABOUT_THE_CORPUS.test(name);
}

export function unknownFormat(name: string): SkippedEntry {
  return { kind: "skipped", file: name, reason: `unknown format ${JSON.stringify(extname(name))}` };
}

/** A problem entry for an error of the operating system. */
export function unreadable(name: string, error: unknown): ProblemEntry {
  return {
    kind: "problem",
    problem: { file: name, line: 1, reason: `cannot be opened (${systemReason(error)})` },
  };
}

/**
 * Refuses `corpus/../secret`, which names a folder but leads out of it, perhaps against a script's intention.
 * `../corpus` is explicit.
 *
 * @throws DatelineError `invalid-input`
 */
function refuseWayOut(path: string): void {
  if (isAbsolute(path)) return;
  const parts = path.split(/[\\/]/).filter((part) => part !== "" && part !== ".");
  const begin = parts.findIndex((part) => part !== "..");
  let depth = 0;
  for (const part of begin === -1 ? [] : parts.slice(begin)) {
    depth += part === ".." ? -1 : 1;
    if (depth > 0) continue;
    const reason = `".." leads out of "${parts[begin]}"; write the path without it, or allow it with --follow-links`;
    throw new DatelineError("invalid-input", `Cannot read the corpus: ${reason}, "${path}"`);
  }
}

async function statRoot(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (cause) {
    throw new DatelineError("invalid-input", `Cannot read the corpus: ${systemReason(cause)}, "${path}"`, {
      cause,
    });
  }
}

async function readRoot(path: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (cause) {
    throw new DatelineError("invalid-input", `Cannot read the corpus: ${systemReason(cause)}, "${path}"`, {
      cause,
    });
  }
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}
