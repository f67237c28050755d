import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cachedTool } from "./tool-cache.ts";

/** https://schemathesis.readthedocs.io: makes requests of an OpenAPI document and checks the answers against it. */
const VERSION = "4.32.5";
const INSTALL_TIMEOUT_MS = 10 * 60_000;
const HOOKS_FOLDER = fileURLToPath(new URL(".", import.meta.url));

const run = promisify(execFile);

export interface SchemathesisRun {
  /** 0 when nothing was found. */
  readonly exitCode: number;
  readonly output: string;
}

/** Runs the pinned version on a server, installing it first if need be. */
export async function runSchemathesis(args: readonly string[], folder: string): Promise<SchemathesisRun> {
  const program = await installSchemathesis();
  // In a folder without settings of its own, which is also where it may leave files.
  const options = {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...environmentOf(program, [HOOKS_FOLDER]), SCHEMATHESIS_HOOKS: "schemathesis_hooks" },
  };
  return await run(program, ["run", ...args], options).then(
    ({ stdout }) => ({ exitCode: 0, output: stdout }),
    ({ code, stdout, stderr }) => ({ exitCode: Number(code), output: `${stdout}${stderr}` }),
  );
}

/**
 * Finds the pinned version in the repository's cache or installs it there.
 *
 * @returns the path of the program
 * @throws Error that says what to do when there is no Python with pip
 */
async function installSchemathesis(): Promise<string> {
  return await cachedTool({
    name: "schemathesis",
    path: join(`schemathesis-${VERSION}-packages`, "bin", "st"),
    isPinned,
    install,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
}

async function isPinned(program: string): Promise<boolean> {
  return await run(program, ["--version"], { env: environmentOf(program) }).then(
    ({ stdout }) => stdout.trim().endsWith(VERSION),
    () => false,
  );
}

/** A folder of its own rather than a virtual environment, which Debian's Python cannot make without another package. */
async function install(program: string): Promise<void> {
  console.log(`Installing schemathesis ${VERSION} once ...`);
  const packages = packagesOf(program);
  await rm(packages, { recursive: true, force: true });
  const flags = ["--target", packages, "--quiet", "--disable-pip-version-check"];
  await run("python3", ["-m", "pip", "install", ...flags, `schemathesis==${VERSION}`], {
    timeout: INSTALL_TIMEOUT_MS,
  }).catch((cause: Error) => {
    const advice = "it needs Python 3 with pip (Debian: apt-get install python3-pip)";
    throw new Error(`Cannot install schemathesis: ${cause.message}; ${advice}`, { cause });
  });
}

function environmentOf(program: string, folders: readonly string[] = []): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONPATH: [packagesOf(program), ...folders].join(delimiter) };
}

function packagesOf(program: string): string {
  return join(program, "..", "..");
}
