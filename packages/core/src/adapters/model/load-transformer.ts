import { join } from "node:path";
import { AutoTokenizer, env, type PreTrainedTokenizer } from "@xenova/transformers";
import type { InferenceSession } from "onnxruntime-node";
import * as imported from "onnxruntime-node";
import { DatelineError } from "../../errors.ts";
import { weightsFile } from "../../model/model-record.ts";
import type { Precision } from "../../model/model-spec.ts";
import { type TransformerOptions, verifyModel } from "./model-folder.ts";

/**
 * In Node, the default export of a CommonJS module has its names. Tools that compile imports to `require` return the
 * names directly.
 */
const onnxRuntime = (imported as { readonly default?: typeof imported }).default ?? imported;

export interface LoadedTransformer {
  readonly fingerprint: string;
  readonly tokenizer: PreTrainedTokenizer;
  readonly model: OnnxModel;
}

interface TransformerFiles extends Pick<TransformerOptions, "modelsFolder" | "modelName" | "threads"> {
  readonly precision: Precision;
}

let lastLoad: Promise<unknown> = Promise.resolve();

/**
 * Loads a model from disk: its tokenizer with transformers.js (https://huggingface.co/docs/transformers.js), its graph with
 * ONNX Runtime. Fetches nothing. Loads run one after the other, because transformers.js reads the folder from a
 * global setting.
 *
 * @param options with the full registry name, which is also the name of the model's folder
 * @param output that the model must have
 * @throws DatelineError `model-missing` when it was not pulled, `model-invalid` when the files differ from
 *   what was pulled, cannot be run, or compute something else
 */
export async function loadTransformer(
  { precision = "int8", verify = "sha256", ...location }: TransformerOptions,
  output: string,
): Promise<LoadedTransformer> {
  const { fingerprint } = await verifyModel(location, precision, verify);
  const loading = lastLoad.then(() => load({ ...location, precision }, output));
  lastLoad = loading.catch(() => undefined);
  return { fingerprint, ...(await loading) };
}

type Loaded = Omit<LoadedTransformer, "fingerprint">;

async function load(files: TransformerFiles, output: string): Promise<Loaded> {
  const { modelsFolder, modelName, precision, threads } = files;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.localModelPath = modelsFolder;
  let loaded: Loaded;
  try {
    const tokenizer = await AutoTokenizer.from_pretrained(modelName);
    enterSurrogatePairs(tokenizer);
    const model = await OnnxModel.open(join(modelsFolder, modelName, weightsFile(precision)), threads);
    loaded = { tokenizer, model };
  } catch (cause) {
    throw invalid(files, { cause });
  }
  const { outputs } = loaded.model;
  if (outputs.includes(output)) return loaded;
  throw invalid(files, { reason: `: it computes ${outputs.join(", ")}, not ${output}` });
}

/** A node of the prefix tree in which a Unigram tokenizer of transformers.js looks up pieces. */
interface TrieNode {
  isLeaf: boolean;
  readonly children: Map<string, TrieNode>;
}

/**
 * transformers.js 2.17 enters the pieces of a Unigram tokenizer by character and looks them up by UTF-16 unit, so it
 * finds no piece with an emoji. This function also enters them by unit.
 */
function enterSurrogatePairs(tokenizer: PreTrainedTokenizer): void {
  const { trie, vocab } = tokenizer.model as {
    readonly trie?: { readonly root: TrieNode };
    readonly vocab: readonly string[];
  };
  if (trie === undefined) return;
  for (const piece of vocab) {
    if (!/[\ud800-\udfff]/.test(piece)) continue;
    let node = trie.root;
    for (let at = 0; at < piece.length; at++) {
      const unit = piece.charAt(at);
      const next: TrieNode = node.children.get(unit) ?? { isLeaf: false, children: new Map() };
      node.children.set(unit, next);
      node = next;
    }
    node.isLeaf = true;
  }
}

function invalid(
  { modelName, precision, modelsFolder }: TransformerFiles,
  { reason = "", cause }: { readonly reason?: string; readonly cause?: unknown },
): DatelineError {
  const message = `Cannot load the model ${modelName} (${precision}) from ${modelsFolder}${reason}`;
  return new DatelineError("model-invalid", message, cause === undefined ? {} : { cause });
}

/** Token ids of a batch of texts, padded to the longest: three arrays of batch × sequence. */
export interface ModelInput {
  readonly sequence: number;
  readonly ids: BigInt64Array;
  /** 1 for each token that counts, 0 for padding. */
  readonly mask: BigInt64Array;
  /** Segment of each token: 0, or 1 in the second text of a pair. */
  readonly types: BigInt64Array;
}

/**
 * Runs a transformer's graph with ONNX Runtime (https://onnxruntime.ai/docs/api/js). It is opened from its file, not
 * through transformers.js, which reads the file into memory first. For a model in memory, onnxruntime-node 1.14 ignores
 * every option, including the number of threads.
 */
export class OnnxModel {
  readonly outputs: readonly string[];
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
    this.outputs = session.outputNames;
  }

  /**
   * @param threads per run. Additional threads keep the processor busy for some 30 ms after each run, which is too much
   *   for a query of 2 ms.
   * @throws Error of the runtime when the file is not a graph that it can run
   */
  static async open(file: string, threads = 1): Promise<OnnxModel> {
    const options = { intraOpNumThreads: threads };
    return new OnnxModel(await onnxRuntime.InferenceSession.create(file, options));
  }

  /** @returns the values of an output, row by row; `null` when the model does not compute it as float32 */
  async run(output: string, { sequence, ids, mask, types }: ModelInput): Promise<Float32Array | null> {
    const tensor = (values: BigInt64Array) =>
      new onnxRuntime.Tensor("int64", values, [ids.length / sequence, sequence]);
    const all = { input_ids: tensor(ids), attention_mask: tensor(mask), token_type_ids: tensor(types) };
    // Distilled models have no types.
    const known = Object.entries(all).filter(([name]) => this.#session.inputNames.includes(name));
    const { data } = (await this.#session.run(Object.fromEntries(known)))[output] ?? {};
    return data instanceof Float32Array ? data : null;
  }
}
