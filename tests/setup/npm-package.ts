import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { TOOL_CACHE } from "./tool-cache.ts";

const INSTALL_TIMEOUT_MS = 5 * 60_000;

const run = promisify(execFile);

/**
 * Gets a package with npm, which checks it and knows the user's mirrors and proxies, without running any script of it.
 *
 * @param use gets the folder of the package, which is gone afterwards
 */
export async function withNpmPackage(
  { name, version }: { readonly name: string; readonly version: string },
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const scratch = await mkdtemp(join(TOOL_CACHE, "npm-"));
  try {
    const flags = ["--prefix", scratch, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
    const install = ["install", ...flags, "--engine-strict=false", `${name}@${version}`];
    await run("npm", install, { timeout: INSTALL_TIMEOUT_MS });
    await use(join(scratch, "node_modules", name));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
