import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import type { PreTrainedTokenizer } from "@xenova/transformers";
import { DatelineError } from "../../errors.ts";
import { findReranker } from "../../model/model-registry.ts";
import type { RerankerSpec } from "../../model/model-spec.ts";
import type { Reranker } from "../../ports/reranker.ts";
import { type LoadedTransformer, loadTransformer, type OnnxModel } from "./load-transformer.ts";
import type { TransformerOptions } from "./model-folder.ts";
import { truncatePair } from "./truncate-pair.ts";

/** The output of a cross-encoder: one number for a pair. */
const LOGITS = "logits";

/** A pair as the model reads it. The types separate query and passage if the model was trained with them. */
interface EncodedPair {
  readonly ids: readonly number[];
  readonly types: readonly number[];
}

/**
 * Opens a cross-encoder from disk. Fetches nothing.
 *
 * @throws DatelineError `invalid-input` for an unknown reranker, `model-missing` when it was not pulled,
 *   `model-invalid` when its files differ from what was pulled or cannot be run
 */
export async function openTransformersReranker(options: TransformerOptions): Promise<Reranker> {
  const spec = findReranker(options.modelName);
  return new TransformersReranker(
    spec,
    await loadTransformer({ threads: availableParallelism(), ...options, modelName: spec.name }, LOGITS),
  );
}

class TransformersReranker implements Reranker {
  readonly modelName: string;
  readonly fingerprint: string;
  readonly #spec: RerankerSpec;
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #model: OnnxModel;

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
    // ONNX Runtime frees a session when it is collected.
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
    // Models trained without types use 0, or lack the input.
    const types = encoded.token_type_ids ?? ids.map(() => 0);
    return { ids: truncatePair(ids, lengths), types: truncatePair(types, lengths) };
  }

  async #scorePair({ ids, types }: EncodedPair): Promise<number> {
    const output = await this.#model.run(LOGITS, {
      sequence: ids.length,
      ids: BigInt64Array.from(ids, BigInt),
      mask: new BigInt64Array(ids.length).fill(1n),
      types: BigInt64Array.from(types, BigInt),
    });
    const values = [...(output ?? [])];
    const [score] = values;
    if (values.length === 1 && Number.isFinite(score)) return score as number;
    const reason = `the model ${this.modelName} returned [${values.slice(0, 4).join(", ")}], not one number`;
    throw new DatelineError("internal", `Cannot rerank: ${reason}`);
  }
}
