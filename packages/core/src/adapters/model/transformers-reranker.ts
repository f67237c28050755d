import { setImmediate } from "node:timers/promises";
import {
  AutoModelForSequenceClassification,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  Tensor,
} from "@xenova/transformers";
import { DatelineError } from "../../errors.ts";
import { findReranker } from "../../model/model-registry.ts";
import type { RerankerSpec } from "../../model/model-spec.ts";
import type { Reranker } from "../../ports/reranker.ts";
import { type LoadedTransformer, loadTransformer } from "./load-transformer.ts";
import type { TransformerOptions } from "./transformer-options.ts";
import { truncatePair } from "./truncate-pair.ts";

/** A pair as the model reads it. The types separate query and passage if the model was trained with them. */
interface EncodedPair {
  readonly ids: readonly number[];
  readonly types: readonly number[];
}

/**
 * Opens a cross-encoder from disk with transformers.js. Fetches nothing.
 *
 * @throws DatelineError `invalid-input` for an unknown reranker, `model-missing` when it was not pulled,
 *   `model-invalid` when its files differ from what was pulled or cannot be run
 */
export async function openTransformersReranker(options: TransformerOptions): Promise<Reranker> {
  const spec = findReranker(options.modelName);
  const kind = { architecture: AutoModelForSequenceClassification, output: "logits" };
  return new TransformersReranker(spec, await loadTransformer({ ...options, modelName: spec.name }, kind));
}

class TransformersReranker implements Reranker {
  readonly modelName: string;
  readonly fingerprint: string;
  readonly #spec: RerankerSpec;
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #model: PreTrainedModel;

  constructor(spec: RerankerSpec, { fingerprint, tokenizer, model }: LoadedTransformer) {
    this.#spec = spec;
    this.#tokenizer = tokenizer;
    this.#model = model;
    this.modelName = spec.name;
    this.fingerprint = fingerprint;
  }

  /**
   * Scores one pair at a time. The hub's quantized weights use one activation scale per batch, so a passage's
   * score would depend on the others, and padding would cost more than a batch saves.
   */
  async score(query: string, passages: readonly string[]): Promise<readonly number[]> {
    const queryTokens = this.#countTokens(query);
    const scores: number[] = [];
    for (const passage of passages) {
      // ONNX Runtime blocks the thread while it runs, so let other requests proceed in between.
      await setImmediate();
      scores.push(await this.#scorePair(this.#encode(query, passage, queryTokens)));
    }
    return scores;
  }

  async close(): Promise<void> {
    await this.#model.dispose();
  }

  #countTokens(text: string): number {
    return this.#tokenizer.encode(text, null, { add_special_tokens: false }).length;
  }

  #encode(query: string, passage: string, queryTokens: number): EncodedPair {
    const encoded = this.#tokenizer(query, { text_pair: passage, return_tensor: false }) as unknown as {
      readonly input_ids: readonly number[];
      readonly token_type_ids?: readonly number[];
    };
    const ids = encoded.input_ids;
    const lengths = { query: queryTokens, passage: this.#countTokens(passage), most: this.#spec.maxTokens };
    // Models that were trained without types have all 0, or no such input.
    const types = encoded.token_type_ids ?? ids.map(() => 0);
    return { ids: truncatePair(ids, lengths), types: truncatePair(types, lengths) };
  }

  async #scorePair({ ids, types }: EncodedPair): Promise<number> {
    const dims = [1, ids.length];
    const output = await this.#model({
      input_ids: new Tensor("int64", BigInt64Array.from(ids, BigInt), dims),
      attention_mask: new Tensor("int64", new BigInt64Array(ids.length).fill(1n), dims),
      token_type_ids: new Tensor("int64", BigInt64Array.from(types, BigInt), dims),
    });
    const logits: unknown = output.logits;
    const values = logits instanceof Tensor && logits.data instanceof Float32Array ? [...logits.data] : [];
    const [score] = values;
    if (values.length === 1 && Number.isFinite(score)) return score as number;
    const reason = `the model ${this.modelName} returned [${values.slice(0, 4).join(", ")}], not one number`;
    throw new DatelineError("internal", `Cannot rerank: ${reason}`);
  }
}
