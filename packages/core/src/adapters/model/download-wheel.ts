import { execFile } from "node:child_process";
import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PythonPackage } from "../../model/model-spec.ts";

const runFile = promisify(execFile);
const MILLISECONDS_BETWEEN_REPORTS = 200;
/** For pip to start and to find the package. */
const BASE_TIMEOUT_MS = 120_000;
const MIN_BYTES_PER_SECOND = 16 * 1024;

export interface DownloadWheelOptions {
  readonly pythonPackage: PythonPackage;
  /** Existing folder that receives the wheel. */
  readonly workFolder: string;
  /** Called from time to time with the bytes received so far. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Downloads a wheel with `pip download`. pip shows its progress only on terminals, so it is measured by the
 * size of pip's temporary file.
 *
 * @param python command that runs Python
 * @returns path of the wheel
 * @throws Error of `execFile` when pip fails or cannot be run
 */
export async function downloadWheel(python: string, options: DownloadWheelOptions): Promise<string> {
  const { pythonPackage, workFolder, onBytes, signal } = options;
  const { name, version, platform, wheelBytes } = pythonPackage;
  const temporary = join(workFolder, "pip");
  await mkdir(temporary, { recursive: true });
  onBytes(0);
  const report = async () => onBytes(Math.min(wheelBytes, await largestFile(temporary)));
  const timer = setInterval(() => void report(), MILLISECONDS_BETWEEN_REPORTS);
  try {
    const options = ["--no-deps", "--disable-pip-version-check", "--dest", workFolder];
    if (platform !== undefined) options.push("--only-binary=:all:", "--platform", platform);
    await runFile(python, ["-m", "pip", "download", ...options, `${name}==${version}`], {
      signal,
      // pip's own timeout only covers silence.
      timeout: BASE_TIMEOUT_MS + Math.ceil((wheelBytes / MIN_BYTES_PER_SECOND) * 1000),
      maxBuffer: 1 << 24,
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    });
  } finally {
    clearInterval(timer);
  }
  onBytes(wheelBytes);
  return await findWheel(workFolder);
}

/** Its name has tags of platforms, which indexes complete as they like. */
async function findWheel(folder: string): Promise<string> {
  const wheel = (await readdir(folder)).find((file) => file.endsWith(".whl"));
  if (wheel === undefined) throw new Error("pip downloaded no wheel");
  return join(folder, wheel);
}

/** Size in bytes. pip may remove its files at any time, so missing ones count as 0. */
async function largestFile(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size),
  );
  return Math.max(0, ...sizes);
}
