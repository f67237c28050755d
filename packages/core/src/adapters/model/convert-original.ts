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
/** The same numbers as PyTorch exports them, for sources that have no others. */
export const EXPORTED_WEIGHTS = "model.onnx";

/** Files that a source must have of a model. */
export function originalFiles({ dense }: ModelSpec): readonly string[] {
  return ["config.json", "tokenizer.json", ...(dense === undefined ? [] : [dense.file]), ORIGINAL_WEIGHTS];
}

export interface ConversionOptions {
  readonly spec: ModelSpec;
  readonly precision: Precision;
  /** Folder of the original files. */
  readonly from: string;
  /** Folder of the model, as transformers.js looks for it. */
  readonly to: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Makes of a model's original files what runs here. Equal weights and tokens become equal bytes, whichever source they came
 * from and however it wrote them down.
 *
 * @throws DatelineError `model-invalid` when the files are no BERT of the shape that they state
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

/** Lets the event loop turn between two parts, or nobody would hear of Ctrl-C until the end. */
async function finish<T>(steps: Generator<undefined, T>, signal: AbortSignal | undefined): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await setImmediate();
    signal?.throwIfAborted();
  }
}
