import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { openZig, type ZigOptions } from "./zig-toolchain.ts";

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
 * Cross-compiles hnswlib-node for Lambda. Links the C++ library statically, so that the system's versions do
 * not matter.
 *
 * @param folder of the installed hnswlib-node
 * @returns the path of the addon
 * @throws Error that says what to do when no compiler can be obtained
 */
export async function compileAddon(folder: string, options: ZigOptions): Promise<string> {
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
