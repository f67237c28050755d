import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type BertConfig, formatBertConfig, parseBertConfig } from "../../model/bert-config.ts";
import { type DenseWeights, writeBertOnnxInSteps } from "../../model/bert-graph.ts";
import { weightsFile } from "../../model/model-record.ts";
import type { ModelSpec, Precision } from "../../model/model-spec.ts";
import { readOnnxWeights } from "../../model/onnx-weights.ts";
import { readPackedModel } from "../../model/packed-model.ts";
import { readSafetensors, type StoredTensor } from "../../model/safetensors.ts";
import { formatTokenizer } from "../../model/tokenizer-files.ts";
import { formatUnigramTokenizer } from "../../model/unigram-tokenizer.ts";

/** Weights as saved by their authors. */
const ORIGINAL_WEIGHTS = "model.safetensors";
/** The same weights as exported by PyTorch, for sources without others. */
export const EXPORTED_WEIGHTS = "model.onnx";
/** Weights, config and tokenizer in one file, for sources without others. */
export const PACKED_MODEL = "model.q4";

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
 * Converts a model's original files to the form that runs here. Equal weights and tokenizers give equal bytes, from any
 * source and serialisation.
 *
 * @throws DatelineError `model-invalid` when the files are not a BERT of the shape that they declare
 */
export async function convertOriginal(options: ConversionOptions): Promise<void> {
  const { spec, precision, from, to, signal } = options;
  const { config, tensors, tokenizer } = await readOriginal(from);
  const dense = await readDense(from, spec);
  const steps = writeBertOnnxInSteps(config, tensors, { precision, ...(dense && { dense }) });
  const weights = join(to, weightsFile(precision));
  await mkdir(dirname(weights), { recursive: true });
  await writeFile(weights, await finish(steps, signal));
  await writeFile(join(to, "config.json"), formatBertConfig(config));
  for (const [path, text] of formatTokenizer(tokenizer)) await writeFile(join(to, path), text);
}

interface OriginalModel {
  readonly config: BertConfig;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Content of `tokenizer.json`. */
  readonly tokenizer: string;
}

async function readOriginal(folder: string): Promise<OriginalModel> {
  const packed = join(folder, PACKED_MODEL);
  if (existsSync(packed)) {
    const { config, tensors, vocabulary } = readPackedModel(await readFile(packed));
    return { config, tensors, tokenizer: formatUnigramTokenizer(vocabulary) };
  }
  return {
    config: parseBertConfig(await readFile(join(folder, "config.json"), "utf8")),
    tensors: await readWeights(folder),
    tokenizer: await readFile(join(folder, "tokenizer.json"), "utf8"),
  };
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
