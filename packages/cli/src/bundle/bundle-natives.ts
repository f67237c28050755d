import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { obstacleOf } from "../doctor/function-runtime.ts";
import { readElf } from "../doctor/read-elf.ts";
import { fetchNpmPackage, type NpmPackage } from "./fetch-npm-package.ts";
import { openZig, type ZigOptions } from "./zig-toolchain.ts";

/** Packages that cannot be bundled into one JavaScript file, with the files that they need on linux-x64. */
const NATIVE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "hnswlib-node": ["package.json", "LICENSE.txt", "lib/index.js", "build/Release/addon.node"],
  bindings: ["package.json", "LICENSE.md", "bindings.js"],
  "file-uri-to-path": ["package.json", "LICENSE", "index.js"],
  "onnxruntime-node": [
    "package.json",
    "dist/index.js",
    "dist/backend.js",
    "dist/binding.js",
    "bin/napi-v3/linux/x64/libonnxruntime.so.1.14.0",
    "bin/napi-v3/linux/x64/onnxruntime_binding.node",
  ],
  "onnxruntime-common": ["package.json", "dist/ort-common.node.js"],
  "@libsql/linux-x64-gnu": ["package.json", "index.node"],
};

/** The dependent of each package, from which it is resolved. */
const DEPENDENTS: Readonly<Record<string, string>> = {
  bindings: "hnswlib-node",
  "file-uri-to-path": "bindings",
  "onnxruntime-common": "onnxruntime-node",
  "@libsql/linux-x64-gnu": "libsql",
};

const ADDON = "build/Release/addon.node";
const LIBSQL = "@libsql/linux-x64-gnu";

/** Copied from package-lock.json, which an installed package does not have. */
export const LOCKED_LIBSQL: NpmPackage = {
  name: LIBSQL,
  version: "0.5.29",
  integrity:
    "sha512-y14V0vY0nmMC6G0pHeJcEarcnGU2H6cm21ZceRkacWHvQAEhAG0latQkCtoS2njFOXiYIg+JYPfAoWKbi82rkg==",
};

export interface NativeOptions {
  /** Folder of the package that depends on the native ones. */
  readonly packageFolder: string;
  /** Caches what must be compiled or downloaded because npm did not install it for Lambda. */
  readonly cacheFolder: string;
  /**
   * Compiles and downloads even what npm has installed, so that the bytes do not depend on this machine's
   * compiler.
   */
  readonly cross?: boolean | undefined;
  /** Python commands to try; default `python3`, then `python`. */
  readonly pythons?: readonly string[];
}

/**
 * Copies the native packages, for linux-x64 with Lambda's glibc, into `<folder>/node_modules`. npm compiles
 * hnswlib-node locally and installs libsql's binary for this machine. Where those would not load in Lambda,
 * they are compiled and downloaded.
 *
 * @throws Error that says what to do when one cannot be obtained
 */
export async function copyNativePackages(folder: string, options: NativeOptions): Promise<void> {
  const folders = findPackages(options.packageFolder);
  const folderOf = (name: string) => {
    const found = folders.get(name);
    if (found !== undefined) return found;
    throw new Error(`Cannot bundle the function: ${name} is not installed; run npm ci, or npm install`);
  };
  const addon = await loadableAddon(folderOf("hnswlib-node"), options);
  const libsql = await loadableLibsql(folders.get(LIBSQL), options);
  for (const [name, files] of Object.entries(NATIVE_PACKAGES)) {
    const source = name === LIBSQL ? libsql : folderOf(name);
    for (const file of files) {
      const path = file === ADDON ? addon : join(source, file);
      await copyPackageFile(path, join(folder, "node_modules", name, file));
    }
  }
}

/** Finds the folders of the installed packages. */
function findPackages(packageFolder: string): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const name of Object.keys(NATIVE_PACKAGES)) findPackage(name);
  return folders;

  function findPackage(name: string): string | undefined {
    const dependent = DEPENDENTS[name];
    const from = dependent === undefined ? packageFolder : findPackage(dependent);
    const folder = from && resolvePackage(name, join(from, "package.json"));
    if (folder !== undefined) folders.set(name, folder);
    return folder;
  }
}

/** Walks up the folders as Node does, because some packages export nothing but their entry. */
function resolvePackage(name: string, from: string): string | undefined {
  const folders = createRequire(from).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(join(path, "package.json")));
}

async function loadableAddon(folder: string, options: NativeOptions): Promise<string> {
  const installed = join(folder, ADDON);
  if (options.cross !== true && (await obstacle(installed)) === undefined) return installed;
  return await compileAddon(folder, options);
}

async function loadableLibsql(folder: string | undefined, options: NativeOptions): Promise<string> {
  if (options.cross !== true && folder !== undefined) return folder;
  return await fetchNpmPackage(LOCKED_LIBSQL, options.cacheFolder);
}

async function copyPackageFile(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, target).catch((cause) => {
    throw new Error(`Cannot bundle the function: ${source} is missing; install the packages again`, {
      cause,
    });
  });
  // Lambda runs as a different user, and the bundle must not depend on the umask.
  await chmod(target, 0o644);
  if (!NATIVE_FILE.test(target)) return;
  const reason = await obstacle(target);
  if (reason === undefined) return;
  throw new Error(`Cannot bundle the function: ${source} would not load in Lambda: ${reason}`);
}

const NATIVE_FILE = /\.(node|so)[\d.]*$/;

/** Libraries that the bundle adds to those of the runtime. */
const BUNDLED_LIBRARIES = new Set(["libonnxruntime.so.1.14.0"]);

async function obstacle(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return "it is missing";
  const elf = readElf(bytes);
  return elf === undefined ? "it is not a library for Linux" : obstacleOf(elf, BUNDLED_LIBRARIES);
}

const require = createRequire(import.meta.url);

/** The oldest glibc that any Node 20 or 22 runs on. Lambda's is newer. */
const TARGET = "x86_64-linux-gnu.2.28";

/** The flags of hnswlib-node's binding.gyp, without those that differ between machines. */
const FLAGS = [
  ...["-target", TARGET, "-shared", "-fPIC", "-O3", "-std=c++17", "-s"],
  ...["-fvisibility=hidden", "-fno-sanitize=undefined"],
  ...["-DNAPI_DISABLE_CPP_EXCEPTIONS", "-DBUILDING_NODE_EXTENSION", "-DNODE_GYP_MODULE_NAME=addon"],
];

/**
 * Cross-compiles hnswlib-node for Lambda, with the C++ library linked statically, so that it runs with any version
 * of the system's.
 *
 * @param folder of the installed hnswlib-node
 * @returns the path of the addon
 * @throws Error that says what to do when no compiler can be obtained
 */
async function compileAddon(folder: string, options: ZigOptions): Promise<string> {
  const zig = await openZig(options);
  const inPackage = createRequire(join(folder, "package.json"));
  const headers = dirname(inPackage.resolve("node-addon-api"));
  const nodeHeaders = join(dirname(require.resolve("node-api-headers")), "include");
  await mkdir(options.cacheFolder, { recursive: true });
  const scratch = await mkdtemp(join(options.cacheFolder, "addon-"));
  const addon = join(options.cacheFolder, `hnswlib-node-zig-${zig.version}.node`);
  const compiled = join(scratch, "addon.node");
  // Keeps this machine's paths out of the binary.
  const prefixes = [folder, headers, nodeHeaders].map((path) => `-ffile-prefix-map=${path}=.`);
  const includes = [headers, nodeHeaders].map((path) => `-I${path}`);
  try {
    await zig.compile([...FLAGS, ...prefixes, ...includes, "-o", compiled, "src/addon.cc"], folder);
    await rename(compiled, addon);
    return addon;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
