import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, open } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Packages that cannot be put into one JavaScript file, with the files that they need on linux-x64 and no other. */
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

/** What the bundler must leave as imports. */
export const EXTERNAL_PACKAGES = ["hnswlib-node", "onnxruntime-node", "@libsql/linux-x64-gnu"] as const;

/** Who depends on them, from whose place they are looked up. */
const DEPENDENTS: Readonly<Record<string, string>> = {
  bindings: "hnswlib-node",
  "file-uri-to-path": "bindings",
  "onnxruntime-node": "@xenova/transformers",
  "onnxruntime-common": "onnxruntime-node",
  "@libsql/linux-x64-gnu": "libsql",
};

/**
 * Refuses machines whose `npm ci` does not leave binaries that run on Lambda: hnswlib-node is compiled where it is
 * installed, and libsql's binary is the one for this machine.
 *
 * @throws Error that says where to bundle instead
 */
export function assertBundlePlatform(platform: NodeJS.Platform, arch: string): void {
  if (platform === "linux" && arch === "x64") return;
  throw new Error(
    `Cannot bundle the function on ${platform}-${arch}: npm has installed the native packages for this machine, and Lambda needs them for linux-x64; run it on x64 Linux with glibc (a CI runner, a container, WSL)`,
  );
}

/**
 * Copies the native packages into `<folder>/node_modules`.
 *
 * @param resolveFrom the package.json of the package that uses them
 * @throws Error when one is not installed or is not for linux-x64 with glibc
 */
export async function copyNativePackages(resolveFrom: string, folder: string): Promise<void> {
  const manifests = new Map<string, string>();
  const manifestOf = (name: string): string => {
    const known = manifests.get(name);
    if (known !== undefined) return known;
    const dependent = DEPENDENTS[name];
    const path = resolveManifest(name, dependent === undefined ? resolveFrom : manifestOf(dependent));
    manifests.set(name, path);
    return path;
  };
  for (const [name, files] of Object.entries(NATIVE_PACKAGES)) {
    const source = dirname(manifestOf(name));
    for (const file of files) {
      await copyPackageFile(join(source, file), join(folder, "node_modules", name, file));
    }
  }
}

/** Looks on the way up as Node does; some packages export nothing but their entry. */
function resolveManifest(name: string, from: string): string {
  const folders = createRequire(from).resolve.paths(name) ?? [];
  const manifest = folders
    .map((folder) => join(folder, name, "package.json"))
    .find((path) => existsSync(path));
  if (manifest !== undefined) return manifest;
  throw new Error(`Cannot bundle the function: ${name} is not installed; run npm ci on x64 Linux with glibc`);
}

async function copyPackageFile(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, target).catch((cause) => {
    throw new Error(`Cannot bundle the function: ${source} is missing; run npm ci again`, { cause });
  });
  // Lambda's user is not the one who zips; and the bundle must not depend on anybody's umask.
  await chmod(target, 0o644);
  if (/\.(node|so)[\d.]*$/.test(target)) await assertElfX64(target);
}

const ELF_MAGIC = "7f454c46";
const ELF_CLASS_64 = 2;
/** EM_X86_64 (https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html). */
const ELF_MACHINE_X64 = 0x3e;

async function assertElfX64(path: string): Promise<void> {
  const file = await open(path);
  const header = Buffer.alloc(20);
  try {
    await file.read(header, 0, header.length, 0);
  } finally {
    await file.close();
  }
  const isElf = header.toString("hex", 0, 4) === ELF_MAGIC && header[4] === ELF_CLASS_64;
  if (isElf && header.readUInt16LE(18) === ELF_MACHINE_X64) return;
  throw new Error(`Cannot bundle the function: ${path} is no binary for linux-x64; run npm ci here again`);
}
