import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const INSTALL_TIMEOUT_MS = 5 * 60_000;

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** Integrity hash as in package-lock.json, such as "sha512-…". */
  readonly integrity: string;
}

/**
 * Downloads a package that npm does not install on this machine because it targets another system.
 *
 * @param cacheFolder where it is cached
 * @returns its folder
 * @throws Error if npm cannot download it, or if its contents differ from the tested package
 */
export async function fetchNpmPackage(
  { name, version, integrity }: NpmPackage,
  cacheFolder: string,
): Promise<string> {
  const kept = join(cacheFolder, `${name.replaceAll(/[@/]/g, "_")}-${version}`);
  const folder = join(kept, "node_modules", name);
  if (await isLocked(kept, name, integrity)) return folder;
  await mkdir(cacheFolder, { recursive: true });
  const scratch = await mkdtemp(`${kept}-`);
  try {
    const platform = ["--os", "linux", "--cpu", "x64", "--libc", "glibc", "--force"];
    const flags = ["--prefix", scratch, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
    await npm(["install", ...flags, ...platform, `${name}@${version}`]);
    if (!(await isLocked(scratch, name, integrity))) {
      throw new Error(
        `Cannot bundle the function: the contents of ${name} ${version} differ from the tested package`,
      );
    }
    await rm(kept, { recursive: true, force: true });
    await rename(scratch, kept);
    return folder;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** npm verified the package against the hash that it recorded here. */
async function isLocked(folder: string, name: string, integrity: string): Promise<boolean> {
  const path = join(folder, "node_modules", ".package-lock.json");
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return false;
  const { packages } = JSON.parse(text) as { packages: Record<string, { integrity?: string }> };
  return packages[`node_modules/${name}`]?.integrity === integrity;
}

/** On Windows npm is not an executable. npm tells its scripts its path in `npm_execpath`. */
async function npm(args: readonly string[]): Promise<void> {
  const script = process.env["npm_execpath"];
  const [program, first] = script?.endsWith(".js") ? [process.execPath, [script]] : ["npm", []];
  await run(program, [...first, ...args], { timeout: INSTALL_TIMEOUT_MS }).catch((cause: Error) => {
    throw new Error(`Cannot bundle the function: npm could not get a package for Lambda: ${cause.message}`, {
      cause,
    });
  });
}
