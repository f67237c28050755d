import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { DatelineError } from "../../errors.ts";
import { CALIBRATION_FILE, parseCalibration } from "../../model/calibration-file.ts";
import {
  type ModelFile,
  type ModelRecord,
  type ModelRecords,
  parseModelRecords,
  RECORD_FILE,
} from "../../model/model-record.ts";
import type { Precision } from "../../model/model-spec.ts";
import type { Calibration } from "../../types.ts";

/** Which pulled model to open. */
export interface TransformerOptions {
  /** Folder that contains one folder per model. */
  readonly modelsFolder: string;
  /** Name or alias in the registry. */
  readonly modelName: string;
  /** Default `int8`. */
  readonly precision?: Precision;
  /** Default `sha256`. `size` is enough if the files cannot change, as in a Lambda package. */
  readonly verify?: Verification;
  /** Number of threads per text or batch; default 1. */
  readonly threads?: number;
}

/** How to compare files with their record: by size alone, or by size and sha256. */
export type Verification = "size" | "sha256";

/** Which model of which folder. */
export interface ModelLocation {
  readonly modelsFolder: string;
  /** Full registry name, which is also the name of the model's folder. */
  readonly modelName: string;
}

/** @returns the records in the model's folder; empty when the folder or the record does not exist */
export async function readModelRecords({ modelsFolder, modelName }: ModelLocation): Promise<ModelRecords> {
  const path = join(modelsFolder, modelName, RECORD_FILE);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return {};
    throw new DatelineError("model-invalid", `Cannot read ${path}`, { cause });
  }
  return parseModelRecords(text, path);
}

/**
 * @returns the custom calibration in the model's folder, if there is one
 * @throws DatelineError `model-invalid` when the file is not a calibration
 */
export async function readCalibration({
  modelsFolder,
  modelName,
}: ModelLocation): Promise<Calibration | undefined> {
  const path = join(modelsFolder, modelName, CALIBRATION_FILE);
  try {
    return parseCalibration(await readFile(path, "utf8"), path);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
}

/**
 * Compares a model's files with its record.
 *
 * @throws DatelineError `model-missing` when there is no record of that precision, `model-invalid` when a
 *   file is missing or differs
 */
export async function verifyModel(
  location: ModelLocation,
  precision: Precision,
  verification: Verification,
): Promise<ModelRecord> {
  const folder = join(location.modelsFolder, location.modelName);
  const record = (await readModelRecords(location))[precision];
  if (record === undefined) {
    const command = pullCommand(location.modelName, precision);
    throw new DatelineError(
      "model-missing",
      `Cannot open the model ${location.modelName} (${precision}): it is not in ${folder}; run \`${command}\``,
    );
  }
  for (const file of record.files) {
    const reason = await difference(join(folder, file.path), file, verification);
    if (reason === null) continue;
    const command = pullCommand(location.modelName, precision);
    throw new DatelineError(
      "model-invalid",
      `Cannot open the model ${location.modelName} (${precision}): ${reason}; run \`${command}\` to repair it`,
    );
  }
  return record;
}

/** Size and sha256 of a file. @param path relative to `folder`, with forward slashes */
export async function describeModelFile(folder: string, path: string): Promise<ModelFile> {
  const file = join(folder, path);
  return { path, sizeBytes: (await stat(file)).size, sha256: await sha256OfFile(file) };
}

/** sha256 (hex) of a file's content. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

async function difference(path: string, file: ModelFile, verification: Verification): Promise<string | null> {
  let sizeBytes: number;
  try {
    sizeBytes = (await stat(path)).size;
  } catch (cause) {
    if (isMissing(cause)) return `${path} is missing`;
    throw cause;
  }
  if (sizeBytes !== file.sizeBytes) return `${path} has ${sizeBytes} bytes, recorded were ${file.sizeBytes}`;
  if (verification === "size") return null;
  const sha256 = await sha256OfFile(path);
  return sha256 === file.sha256 ? null : `${path} has the sha256 ${sha256}, recorded was ${file.sha256}`;
}

function pullCommand(modelName: string, precision: Precision): string {
  const flag = precision === "int8" ? "" : ` --precision ${precision}`;
  return `dateline model pull ${modelName}${flag}`;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
