import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { formatCount } from "../terminal/format-number.ts";
import { type Check, failed } from "./check.ts";
import { MAX_UNZIPPED_BYTES, obstacleOf } from "./function-runtime.ts";
import { readElf } from "./read-elf.ts";

const HANDLER = "index.mjs";
const NATIVE_FILE = /\.(node|so[\d.]*|dylib|dll)$/;

/**
 * Checks that a function's package exists, is small enough, and that all of its native code would load.
 *
 * @param folder as `npm run bundle` writes it
 */
export async function checkBundle(folder: string): Promise<Check[]> {
  const name = basename(folder);
  const files = await listFiles(folder);
  if (!files.includes(HANDLER)) {
    return [failed(`${name} package`, `there is no ${join(folder, HANDLER)}`, "run: npm run bundle")];
  }
  return [await checkSize(name, folder, files), await checkNatives(name, folder, files)];
}

async function checkSize(name: string, folder: string, files: readonly string[]): Promise<Check> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
  const detail = `${formatCount(sizeBytes)} of ${formatCount(MAX_UNZIPPED_BYTES)} bytes unzipped`;
  if (sizeBytes <= MAX_UNZIPPED_BYTES) return { name: `${name} size`, status: "ok", detail };
  const largest = files[sizes.indexOf(Math.max(...sizes))];
  return failed(`${name} size`, detail, `make it smaller; the largest file is ${largest}`);
}

async function checkNatives(name: string, folder: string, files: readonly string[]): Promise<Check> {
  const natives = files.filter((file) => NATIVE_FILE.test(file));
  const bundled = new Set(natives.map((file) => basename(file)));
  const needed = new Set<string>();
  for (const file of natives) {
    const { obstacle, versions } = await examine(join(folder, file), bundled);
    if (obstacle !== undefined) {
      const remedy = "run npm run bundle again; it replaces the file or explains what to do";
      return failed(`${name} natives`, `${file} would not load: ${obstacle}`, remedy);
    }
    for (const version of versions) needed.add(version);
  }
  const newest = ["GLIBC_", "GLIBCXX_"].flatMap((prefix) => newestOf([...needed], prefix));
  const detail = `${natives.length} native files for x86-64 need no more than ${newest.join(" and ")}`;
  return { name: `${name} natives`, status: "ok", detail };
}

async function examine(
  path: string,
  bundled: ReadonlySet<string>,
): Promise<{ readonly obstacle: string | undefined; readonly versions: readonly string[] }> {
  try {
    const elf = readElf(await readFile(path));
    if (elf === undefined) return { obstacle: "it is not a library for Linux", versions: [] };
    return { obstacle: obstacleOf(elf, bundled), versions: elf.versions };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { obstacle: `it is damaged: ${error.message}`, versions: [] };
  }
}

function newestOf(versions: readonly string[], prefix: string): string[] {
  const sorted = versions
    .filter((version) => version.startsWith(prefix))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return sorted.slice(-1);
}

/** Lists relative paths with forward slashes; empty when the folder does not exist. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
