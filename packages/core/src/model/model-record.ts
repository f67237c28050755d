import { createHash } from "node:crypto";
import { DatelineError } from "../errors.ts";
import type { ModelSpec, Precision, RerankerSpec } from "./model-spec.ts";

/** Name of the record inside a model's folder. */
export const RECORD_FILE = "dateline-model.json";

/** Version of the record's format; others are rejected. */
const FORMAT_VERSION = 2;

/** One file of a model. */
export interface ModelFile {
  /** Relative to the model's folder, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Source of a model's files. */
export interface ModelOrigin {
  readonly kind: "hub" | "python-package" | "maven";
  /** Hub repository, package name, or group and name of the jar. */
  readonly name: string;
  /** Commit of the repository, or version of the package or jar. */
  readonly revision: string;
}

/** Describes what was pulled. Written only after the self-check passed. */
export interface ModelRecord {
  readonly name: string;
  readonly precision: Precision;
  readonly origin: ModelOrigin;
  readonly files: readonly ModelFile[];
  /** sha256 (hex); see `modelFingerprint`. */
  readonly fingerprint: string;
}

/** The records of one model folder. The precisions share the tokenizer and have their own weights. */
export type ModelRecords = Readonly<Partial<Record<Precision, ModelRecord>>>;

/** Files that every precision of a model needs, as transformers.js names them. */
export const SHARED_FILES = ["config.json", "tokenizer.json", "tokenizer_config.json"] as const;

/** Path of the weights inside a model's folder, where transformers.js looks for them. */
export function weightsFile(precision: Precision): string {
  return precision === "int8" ? "onnx/model_quantized.onnx" : "onnx/model.onnx";
}

/** The runtime. Another version rounds differently. */
export const RUNTIME = "onnxruntime-node 1.14.0";

/**
 * Identifies everything that affects an embedding or a score: the weights, the tokenizer, how they are used,
 * and the runtime.
 *
 * @returns sha256 (hex)
 * @throws DatelineError `internal` when `files` lacks the weights or the tokenizer
 */
export function modelFingerprint(
  spec: ModelSpec | RerankerSpec,
  precision: Precision,
  files: readonly ModelFile[],
): string {
  const sha256Of = (path: string) => {
    const file = files.find((it) => it.path === path);
    if (file === undefined) {
      throw new DatelineError("internal", `Cannot fingerprint the model ${spec.name}: no file "${path}"`);
    }
    return file.sha256;
  };
  const identity = {
    runtime: RUNTIME,
    weights: sha256Of(weightsFile(precision)),
    tokenizer: [sha256Of("tokenizer.json"), sha256Of("tokenizer_config.json")],
    ...usageOf(spec),
    maxTokens: spec.maxTokens,
  };
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex");
}

/** The order of the fields is part of the fingerprint. */
function usageOf(spec: ModelSpec | RerankerSpec): object {
  if (spec.kind === "reranker") return { kind: spec.kind };
  const { pooling, queryPrefix, passagePrefix } = spec;
  return { pooling, queryPrefix, passagePrefix };
}

/** Formats `dateline-model.json`. */
export function formatModelRecords(records: ModelRecords): string {
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, records }, null, 2)}\n`;
}

/**
 * @param path for error messages
 * @throws DatelineError `model-invalid` when the text is not a record of this format
 */
export function parseModelRecords(text: string, path: string): ModelRecords {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new DatelineError("model-invalid", `Cannot read ${path}: it is not JSON`, { cause });
  }
  if (!isFields(content) || content["formatVersion"] !== FORMAT_VERSION || !isFields(content["records"])) {
    throw new DatelineError(
      "model-invalid",
      `Cannot read ${path}: not a model record of format ${FORMAT_VERSION}`,
    );
  }
  const records: Partial<Record<Precision, ModelRecord>> = {};
  for (const precision of ["int8", "fp32"] as const) {
    const record = content["records"][precision];
    if (record === undefined) continue;
    if (!isModelRecord(record)) {
      throw new DatelineError(
        "model-invalid",
        `Cannot read ${path}: the record of ${precision} is incomplete`,
      );
    }
    records[precision] = record;
  }
  return records;
}

function isModelRecord(value: unknown): value is ModelRecord {
  if (!isFields(value)) return false;
  const { name, precision, origin, files, fingerprint } = value;
  const texts = [name, precision, fingerprint];
  return (
    texts.every((it) => typeof it === "string") &&
    isFields(origin) &&
    Array.isArray(files) &&
    files.every(isFile)
  );
}

function isFile(value: unknown): value is ModelFile {
  if (!isFields(value)) return false;
  const { path, sizeBytes, sha256 } = value;
  return typeof path === "string" && typeof sizeBytes === "number" && typeof sha256 === "string";
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
