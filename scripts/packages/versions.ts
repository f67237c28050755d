import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { REPOSITORY } from "./package-manifest.ts";

type Dependencies = Record<string, string>;

interface Manifest {
  name: string;
  version: string;
  dependencies?: Dependencies;
  devDependencies?: Dependencies;
}

/** The version of the repository, and deviations from it in its packages. */
export async function versionFaults(): Promise<{
  readonly version: string;
  readonly faults: readonly string[];
}> {
  const { version } = await read(join(REPOSITORY, "package.json"));
  const faults: string[] = [];
  for (const path of await packageFiles()) {
    const manifest = await read(path);
    if (manifest.version !== version) faults.push(`${manifest.name} has version ${manifest.version}`);
    for (const [name, wanted] of ourDependencies(manifest)) {
      if (wanted !== version) faults.push(`${manifest.name} depends on ${name} ${wanted}`);
    }
  }
  return { version, faults };
}

/**
 * Sets the version of all packages to the repository's, and makes them depend on exactly that version of each
 * other.
 */
export async function setVersions(): Promise<void> {
  const { version } = await read(join(REPOSITORY, "package.json"));
  for (const path of await packageFiles()) {
    const manifest = await read(path);
    manifest.version = version;
    for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
      for (const name of Object.keys(dependencies ?? {})) {
        if (dependencies !== undefined && isOurs(name)) dependencies[name] = version;
      }
    }
    await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
  }
}

function ourDependencies({ dependencies, devDependencies }: Manifest): [string, string][] {
  return Object.entries({ ...devDependencies, ...dependencies }).filter(([name]) => isOurs(name));
}

function isOurs(name: string): boolean {
  return name.startsWith("@dateline-search/");
}

async function packageFiles(): Promise<string[]> {
  const names = (await readdir(join(REPOSITORY, "packages"))).sort();
  return names.map((name) => join(REPOSITORY, "packages", name, "package.json"));
}

async function read(path: string): Promise<Manifest> {
  return JSON.parse(await readFile(path, "utf8"));
}
