import type { InferenceSession } from "onnxruntime-node";
import * as imported from "onnxruntime-node";

/** Node gives the names of a CommonJS module as its default export. Tools that compile imports to `require` give them alone. */
const onnxRuntime = (imported as { readonly default?: typeof imported }).default ?? imported;

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
 * Runs a transformer's graph with ONNX Runtime (https://onnxruntime.ai/docs/api/js). It is opened from its file, not through
 * transformers.js, which reads the file into memory first. For a model in memory onnxruntime-node 1.14 ignores every
 * option, the number of threads too.
 */
export class OnnxModel {
  readonly outputs: readonly string[];
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
    this.outputs = session.outputNames;
  }

  /**
   * @param threads that one run computes with. More than one keep the processor busy for some 30 ms after each run, waiting
   *   for the next: too dear for a query, which runs for 2 ms.
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
