import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Optional packages that read Word and PDF documents. */
export const DOCUMENT_PACKAGES: readonly string[] = ["mammoth", "unpdf"];
/** The optional client of OpenSearch. */
export const CLUSTER_PACKAGES: readonly string[] = ["@opensearch-project/opensearch"];

/** Files of an installed package that serve browsers, command lines or its own tests. */
const NOT_NEEDED =
  /(?:^|\/)(?:node_modules|test|tests|browser|bin|docs|\.[^/]+)(?:\/|$)|\.(?:map|md|ts|d\.[cm]ts)$|\.min\.js$|\.browser\.js$/i;

interface FoundPackage {
  readonly name: string;
  readonly folder: string;
  /** Path below the bundle's `node_modules`, nested in another package if two versions are needed. */
  readonly place: string;
}

export interface OptionalPackages {
  readonly names: readonly string[];
  /** Folders to resolve them from, in this order. */
  readonly from: readonly string[];
}

/**
 * Copies optional packages and their dependencies into `<folder>/node_modules`. They are plain JavaScript,
 * so they run on every system.
 *
 * @throws Error that says what to install when one is missing
 */
export async function copyOptionalPackages(folder: string, { names, from }: OptionalPackages): Promise<void> {
  const copied = new Map<string, string>();
  for (const name of names) {
    const found = from.map((place) => resolvePackage(name, place)).find((one) => one !== undefined);
    if (found === undefined) {
      throw new Error(`Cannot bundle ${name}: it is not installed; run npm install ${names.join(" ")}`);
    }
    await copyWithDependencies({ name, folder: found, place: join(folder, "node_modules") }, copied);
  }
}

async function copyWithDependencies(one: FoundPackage, copied: Map<string, string>): Promise<void> {
  const { name, folder, place } = one;
  const target = join(place, name);
  copied.set(target, folder);
  await copyFiles(folder, target);
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    const found = resolvePackage(dependency, folder);
    if (found === undefined)
      throw new Error(`Cannot bundle ${name}: ${dependency}, which it needs, is missing`);
    const shared = copied.get(join(place, dependency));
    if (shared === found) continue;
    const within = shared === undefined ? place : join(target, "node_modules");
    if (copied.get(join(within, dependency)) === found) continue;
    await copyWithDependencies({ name: dependency, folder: found, place: within }, copied);
  }
}

/** Copies contents only, because file modes depend on the user who installed the package. */
async function copyFiles(folder: string, target: string): Promise<void> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const file of files) {
    const path = join(file.parentPath, file.name).slice(folder.length + 1);
    if (!file.isFile() || NOT_NEEDED.test(path.replaceAll("\\", "/"))) continue;
    await mkdir(dirname(join(target, path)), { recursive: true });
    await copyFile(join(folder, path), join(target, path));
    await chmod(join(target, path), 0o644);
  }
}

function resolvePackage(name: string, from: string): string | undefined {
  // Require a package.json: a Node built-in, such as string_decoder, can have the same name.
  const folders = createRequire(join(from, "package.json")).resolve.paths(`${name}/package.json`) ?? [];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(join(path, "package.json")));
}
