import { DatelineError } from "../errors.ts";

/** The dimensions of a BERT encoder, from its `config.json`. */
export interface BertConfig {
  readonly layers: number;
  readonly heads: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly vocabularySize: number;
  readonly maxPositions: number;
  readonly tokenTypes: number;
  readonly layerNormEpsilon: number;
}

/**
 * @param json content of the model's `config.json`
 * @throws DatelineError `model-invalid` when it is not a BERT with absolute positions and exact GELU, or a
 *   number is missing
 */
export function parseBertConfig(json: string): BertConfig {
  const fields = parseFields(json);
  expectField(fields, "model_type", "bert");
  expectField(fields, "hidden_act", "gelu");
  // Old exports omit the default.
  expectField({ position_embedding_type: "absolute", ...fields }, "position_embedding_type", "absolute");
  const config = {
    layers: count(fields, "num_hidden_layers"),
    heads: count(fields, "num_attention_heads"),
    hiddenSize: count(fields, "hidden_size"),
    intermediateSize: count(fields, "intermediate_size"),
    vocabularySize: count(fields, "vocab_size"),
    maxPositions: count(fields, "max_position_embeddings"),
    tokenTypes: count(fields, "type_vocab_size"),
    layerNormEpsilon: positive(fields, "layer_norm_eps"),
  };
  if (config.hiddenSize % config.heads !== 0) {
    throw invalid(
      `hidden_size ${config.hiddenSize} is not a multiple of num_attention_heads ${config.heads}`,
    );
  }
  return config;
}

/** The fields to create a `config.json` if a source has none. The others default to those of BERT's small encoders. */
export type KnownSize = Pick<BertConfig, "layers" | "vocabularySize"> & Partial<BertConfig>;

/** Creates a `config.json` with the fields that `parseBertConfig` reads. */
export function formatBertConfig(size: KnownSize): string {
  const config: BertConfig = { ...SMALL_ENCODER, ...size };
  return `${JSON.stringify(
    {
      model_type: "bert",
      hidden_act: "gelu",
      num_hidden_layers: config.layers,
      num_attention_heads: config.heads,
      hidden_size: config.hiddenSize,
      intermediate_size: config.intermediateSize,
      vocab_size: config.vocabularySize,
      max_position_embeddings: config.maxPositions,
      type_vocab_size: config.tokenTypes,
      layer_norm_eps: config.layerNormEpsilon,
    },
    null,
    2,
  )}\n`;
}

/**
 * The dimensions that MiniLM and the models trained from it share (Wang et al. 2020, https://arxiv.org/abs/2002.10957).
 */
const SMALL_ENCODER = {
  heads: 12,
  hiddenSize: 384,
  intermediateSize: 1536,
  maxPositions: 512,
  tokenTypes: 2,
  layerNormEpsilon: 1e-12,
};

function parseFields(json: string): Readonly<Record<string, unknown>> {
  try {
    const fields: unknown = JSON.parse(json);
    if (typeof fields === "object" && fields !== null) return { ...fields };
  } catch (cause) {
    throw new DatelineError("model-invalid", "Cannot read the model's config.json: it is not JSON", {
      cause,
    });
  }
  throw invalid("it is not a JSON object");
}

function expectField(fields: Readonly<Record<string, unknown>>, name: string, expected: string): void {
  if (fields[name] !== expected)
    throw invalid(`${name} is ${JSON.stringify(fields[name])}, expected "${expected}"`);
}

function count(fields: Readonly<Record<string, unknown>>, name: string): number {
  const value = positive(fields, name);
  if (!Number.isSafeInteger(value)) throw invalid(`${name} is ${value}, expected a whole number`);
  return value;
}

function positive(fields: Readonly<Record<string, unknown>>, name: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !(value > 0)) {
    throw invalid(`${name} is ${JSON.stringify(value)}, expected a number above 0`);
  }
  return value;
}

function invalid(reason: string): DatelineError {
  return new DatelineError("model-invalid", `Cannot read the model's config.json: ${reason}`);
}
