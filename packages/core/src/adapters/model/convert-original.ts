import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { formatBertConfig, parseBertConfig } from "../../model/bert-config.ts";
import { type DenseWeights, writeBertOnnxInSteps } from "../../model/bert-graph.ts";
import { weightsFile } from "../../model/model-record.ts";
import type { ModelSpec, Precision } from "../../model/model-spec.ts";
import { readOnnxWeights } from "../../model/onnx-weights.ts";
import { readSafetensors, type StoredTensor } from "../../model/safetensors.ts";
import { formatTokenizer } from "../../model/tokenizer-files.ts";

/** Weights as their authors save them. */
const ORIGINAL_WEIGHTS = "model.safetensors";
/** The same weights as PyTorch exports them, for sources that have nothing else. */
export const EXPORTED_WEIGHTS = "model.onnx";

/** Files of a model that a source must have. */
export function originalFiles({ dense }: ModelSpec): readonly string[] {
  return ["config.json", "tokenizer.json", ...(dense === undefined ? [] : [dense.file]), ORIGINAL_WEIGHTS];
}

export interface ConversionOptions {
  readonly spec: ModelSpec;
  readonly precision: Precision;
  /** Folder of the original files. */
  readonly from: string;
  /** Folder of the model, in the layout of transformers.js. */
  readonly to: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Converts a model's original files to the form that runs here. Equal weights and tokenizers give equal
 * bytes, whatever source and serialisation they come from.
 *
 * @throws DatelineError `model-invalid` when the files are not a BERT of the shape that they declare
 */
export async function convertOriginal(options: ConversionOptions): Promise<void> {
  const { spec, precision, from, to, signal } = options;
  const config = parseBertConfig(await readFile(join(from, "config.json"), "utf8"));
  const dense = await readDense(from, spec);
  const steps = writeBertOnnxInSteps(config, await readWeights(from), { precision, ...(dense && { dense }) });
  const weights = join(to, weightsFile(precision));
  await mkdir(dirname(weights), { recursive: true });
  await writeFile(weights, await finish(steps, signal));
  await writeFile(join(to, "config.json"), formatBertConfig(config));
  for (const [path, text] of formatTokenizer(await readFile(join(from, "tokenizer.json"), "utf8"))) {
    await writeFile(join(to, path), text);
  }
}

async function readWeights(folder: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const exported = join(folder, EXPORTED_WEIGHTS);
  if (existsSync(exported)) return readOnnxWeights(await readFile(exported));
  return readSafetensors(await readFile(join(folder, ORIGINAL_WEIGHTS)));
}

async function readDense(
  folder: string,
  { dense, dimensions }: ModelSpec,
): Promise<DenseWeights | undefined> {
  if (dense === undefined) return undefined;
  const tensors = readSafetensors(await readFile(join(folder, dense.file)));
  return { tensors, outputs: dense.outputs, kept: dimensions };
}

/** Yields to the event loop between steps, so that Ctrl-C is handled. */
async function finish<T>(steps: Generator<undefined, T>, signal: AbortSignal | undefined): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await setImmediate();
    signal?.throwIfAborted();
  }
}
