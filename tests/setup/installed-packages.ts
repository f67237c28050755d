import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PUBLISHED } from "../../scripts/packages/package-manifest.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const INSTALL_TIMEOUT_MS = 10 * 60_000;

const run = promisify(execFile);

/** The published packages as somebody has them who knows nothing of the repository. */
export interface InstalledPackages {
  /** Has a space in its name and nothing of the repository above it; npm made its package.json. */
  readonly folder: string;
  /** Path of the `dateline` command. */
  readonly command: string;
  remove(): Promise<void>;
}

/**
 * Builds the packages, packs them, and has npm install the tarballs into an empty folder, with their dependencies from the
 * registry. The native ones are compiled for Node-API, so that every supported Node loads them.
 */
export async function installPackages(): Promise<InstalledPackages> {
  const scratch = await mkdtemp(join(tmpdir(), "dateline installed "));
  const folder = join(scratch, "some project");
  const tarballs = join(scratch, "tarballs");
  await mkdir(folder);
  await mkdir(tarballs);
  await npm(["run", "build"], REPOSITORY);
  const workspaces = PUBLISHED.map((name) => `--workspace=packages/${name}`);
  await npm(["pack", "--ignore-scripts", "--pack-destination", tarballs, ...workspaces], REPOSITORY);
  const paths = (await readdir(tarballs)).map((name) => join(tarballs, name));
  await npm(["install", "--no-audit", "--no-fund", "--prefer-offline", ...paths], folder);
  return {
    folder,
    command: join(folder, "node_modules", ".bin", "dateline"),
    remove: () => rm(scratch, { recursive: true, force: true }),
  };
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  await run("npm", args, { cwd, env: withoutNpm(), timeout: INSTALL_TIMEOUT_MS, maxBuffer: 64e6 }).catch(
    ({ stdout = "", stderr = "" }: { stdout?: string; stderr?: string }) => {
      throw new Error(`Cannot run npm ${args[0]}: ${stdout}${stderr}`);
    },
  );
}

/** What `npm test` tells its script, such as the folder of its project, is not meant for another npm. */
function withoutNpm(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?:config_local_prefix|package_|lifecycle)/.test(name),
  );
  return Object.fromEntries(entries);
}
