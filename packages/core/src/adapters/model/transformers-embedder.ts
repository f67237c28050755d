import { setImmediate } from "node:timers/promises";
import type { PreTrainedTokenizer } from "@xenova/transformers";
import { DatelineError } from "../../errors.ts";
import { findModel } from "../../model/model-registry.ts";
import type { ModelSpec } from "../../model/model-spec.ts";
import {
  batchByTokens,
  type HiddenStates,
  poolEmbeddings,
  poolRanges,
  tokenRanges,
  unknownShare,
} from "../../model/tokens.ts";
import type { EmbeddedParts, Embedder, TextWithParts } from "../../ports/embedder.ts";
import type { Calibration, Embedding, Span } from "../../types.ts";
import {
  type LoadedTransformer,
  loadTransformer,
  type ModelInput,
  type OnnxModel,
} from "./load-transformer.ts";
import { readCalibration, type TransformerOptions } from "./model-folder.ts";

/** `[CLS]` before and `[SEP]` after the text. */
const SPECIAL_TOKENS = 2;
/** The output of an encoder: a vector for each token. */
const STATES = "last_hidden_state";

/**
 * Opens a model from disk. Fetches nothing.
 *
 * @throws DatelineError `invalid-input` for an unknown model, `model-missing` when it was not pulled,
 *   `model-invalid` when its files differ from what was pulled or cannot be run
 */
export async function openTransformersEmbedder(options: TransformerOptions): Promise<Embedder> {
  const spec = findModel(options.modelName);
  const location = { ...options, modelName: spec.name };
  const calibration = (await readCalibration(location)) ?? spec.calibration;
  const loaded = await loadTransformer(location, STATES);
  return new TransformersEmbedder(calibration === undefined ? spec : { ...spec, calibration }, loaded);
}

class TransformersEmbedder implements Embedder {
  readonly modelName: string;
  readonly fingerprint: string;
  readonly dimensions: number;
  readonly maxTokens: number;
  readonly calibration: Calibration | null;
  readonly languages: readonly string[] | null;
  readonly poolsParts: boolean;
  readonly #spec: ModelSpec;
  readonly #prefixTokens: number;
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #model: OnnxModel;

  constructor(spec: ModelSpec, { fingerprint, tokenizer, model }: LoadedTransformer) {
    this.#spec = spec;
    this.#tokenizer = tokenizer;
    this.#model = model;
    this.modelName = spec.name;
    this.fingerprint = fingerprint;
    this.dimensions = spec.dimensions;
    this.calibration = spec.calibration ?? null;
    this.languages = spec.languages;
    this.poolsParts = spec.pooling === "mean";
    this.#prefixTokens = this.countTokens(spec.passagePrefix);
    this.maxTokens = spec.maxTokens - SPECIAL_TOKENS - this.#prefixTokens;
  }

  countTokens = (text: string): number => this.#encode(text, false).length;

  unknownShare = (text: string): number => {
    return unknownShare(text, { languages: this.languages, hasUnknownToken: this.#hasUnknownToken });
  };

  embedPassages(texts: readonly string[]): Promise<readonly Embedding[]> {
    return this.#embed(texts.map((text) => this.#spec.passagePrefix + text));
  }

  async embedWithParts(texts: readonly TextWithParts[]): Promise<readonly EmbeddedParts[]> {
    const inputs = texts.map(({ text }) => this.#encode(this.#spec.passagePrefix + text, true));
    const embedded = new Array<EmbeddedParts>(inputs.length);
    await this.#runInBatches(inputs, async (states, batch) => {
      const wholes = poolEmbeddings(states, this.#spec.pooling);
      for (const [row, position] of batch.entries()) {
        const text = texts[position] as TextWithParts;
        const ranges = this.#rangesOf(text, inputs[position] as readonly number[]);
        const pooled = poolRanges(states, row, { ranges, before: 1 + this.#prefixTokens });
        const parts = await this.#embedUnread(text, ranges, pooled);
        embedded[position] = { whole: wholes[row] as Embedding, parts };
      }
    });
    return embedded;
  }

  async embedQuery(text: string): Promise<Embedding> {
    const [embedding] = await this.#embed([this.#spec.queryPrefix + text]);
    if (embedding === undefined)
      throw new DatelineError("internal", "Cannot embed the query: no embedding came back");
    return embedding;
  }

  async close(): Promise<void> {
    // ONNX Runtime frees a session when it is collected.
  }

  async #embed(texts: readonly string[]): Promise<readonly Embedding[]> {
    const inputs = texts.map((text) => this.#encode(text, true));
    const embeddings = new Array<Embedding>(inputs.length);
    await this.#runInBatches(inputs, async (states, batch) => {
      const pooled = poolEmbeddings(states, this.#spec.pooling);
      for (const [row, position] of batch.entries()) embeddings[position] = pooled[row] as Embedding;
    });
    return embeddings;
  }

  /** @param use gets the positions of the inputs whose states these are */
  async #runInBatches(
    inputs: readonly (readonly number[])[],
    use: (states: HiddenStates, batch: readonly number[]) => Promise<void>,
  ): Promise<void> {
    const cut = inputs.map((ids) => this.#cut(ids));
    for (const batch of batchByTokens(cut.map(({ length }) => length))) {
      // ONNX Runtime blocks the thread while it runs, so let others proceed in between.
      if (batch.length < inputs.length) await setImmediate();
      await use(await this.#run(batch.map((position) => cut[position] as readonly number[])), batch);
    }
  }

  /** The tokens of each part, among those that the model reads; empty for a part that it does not read. */
  #rangesOf({ text, parts }: TextWithParts, ids: readonly number[]): readonly Span[] {
    const { passagePrefix, maxTokens } = this.#spec;
    const shift = passagePrefix.length;
    const shifted = parts.map(({ start, end }) => ({ start: start + shift, end: end + shift }));
    const tokens = ids.slice(1, -1);
    const encode = (piece: string) => this.#encode(piece, false);
    const end = Math.min(ids.length, maxTokens) - 1;
    const within = (token: number) => Math.max(1 + this.#prefixTokens, Math.min(1 + token, end));
    return tokenRanges({ text: passagePrefix + text, tokens, encode }, shifted).map((range) => ({
      start: within(range.start),
      end: within(range.end),
    }));
  }

  /** Embeds parts alone that the model did not read: those beyond its limit or without a token. */
  async #embedUnread(
    { text, parts }: TextWithParts,
    ranges: readonly Span[],
    pooled: readonly Embedding[],
  ): Promise<readonly Embedding[]> {
    const unread = parts.filter((_, index) => isEmpty(ranges[index]));
    if (unread.length === 0) return pooled;
    const alone = [...(await this.embedPassages(unread.map(({ start, end }) => text.slice(start, end))))];
    return pooled.map((embedding, index) =>
      isEmpty(ranges[index]) ? (alone.shift() as Embedding) : embedding,
    );
  }

  async #run(inputs: readonly (readonly number[])[]): Promise<HiddenStates> {
    const lengths = inputs.map((ids) => ids.length);
    const sequence = Math.max(...lengths);
    const values = await this.#model.run(STATES, this.#pad(inputs, sequence));
    if (values !== null) return { values, sequence, dimensions: this.dimensions, lengths };
    throw new DatelineError("internal", `Cannot embed: the model ${this.modelName} returned no ${STATES}`);
  }

  #hasUnknownToken = (word: string): boolean => {
    const { unk_token_id: unknown } = this.#tokenizer.model as { readonly unk_token_id?: number };
    return unknown !== undefined && this.#encode(word, false).includes(unknown);
  };

  #encode(text: string, addSpecialTokens: boolean): number[] {
    return this.#tokenizer.encode(text, null, { add_special_tokens: addSpecialTokens });
  }

  /** Keeps the final `[SEP]`, as in the model's training. The truncation of transformers.js 2 drops it. */
  #cut(ids: readonly number[]): readonly number[] {
    const { maxTokens } = this.#spec;
    return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ...ids.slice(-1)];
  }

  #pad(inputs: readonly (readonly number[])[], sequence: number): ModelInput {
    const ids = new BigInt64Array(inputs.length * sequence).fill(BigInt(this.#tokenizer.pad_token_id ?? 0));
    const mask = new BigInt64Array(ids.length);
    for (const [row, input] of inputs.entries()) {
      ids.set(input.map(BigInt), row * sequence);
      mask.fill(1n, row * sequence, row * sequence + input.length);
    }
    return { sequence, ids, mask, types: new BigInt64Array(ids.length) };
  }
}

function isEmpty(range: Span | undefined): boolean {
  return range === undefined || range.start >= range.end;
}
