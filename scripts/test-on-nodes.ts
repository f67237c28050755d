/**
 * Runs the unit tests on all supported Node versions except the current one. npm downloads each once into the
 * repository's cache. Arguments after `--` are passed to vitest.
 *
 * Usage: npm run test:nodes [-- tests/cli]
 */
import { spawnSync } from "node:child_process";
import { mkdir, rm, symlink } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installNode, NODE_MAJORS, type NodeMajor } from "../tests/setup/node-runtime.ts";
import { TOOL_CACHE } from "../tests/setup/tool-cache.ts";

const VITEST = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const [running] = process.versions.node.split(".");

/** @returns a folder with a program `node`, for processes that look it up in the PATH */
async function folderWithNode(major: NodeMajor): Promise<string> {
  const link = join(TOOL_CACHE, `node-${major}`, "node");
  await mkdir(dirname(link), { recursive: true });
  await rm(link, { force: true });
  await symlink(await installNode(major), link);
  return dirname(link);
}

for (const major of NODE_MAJORS) {
  if (String(major) === running) continue;
  process.stdout.write(`Unit tests on Node ${major}\n`);
  const folder = await folderWithNode(major);
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"]}` };
  const args = [VITEST, "run", "--project", "unit", ...process.argv.slice(2)];
  const { status } = spawnSync(join(folder, "node"), args, { env, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
