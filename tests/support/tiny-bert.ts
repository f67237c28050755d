import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describeModelFile } from "../../packages/core/src/adapters/model-folder.ts";
import { type BertConfig, parseBertConfig } from "../../packages/core/src/model/bert-config.ts";
import { writeBertOnnx } from "../../packages/core/src/model/bert-graph.ts";
import {
  formatModelRecords,
  modelFingerprint,
  RECORD_FILE,
  SHARED_FILES,
  weightsFile,
} from "../../packages/core/src/model/model-record.ts";
import type { ModelSpec, Precision } from "../../packages/core/src/model/model-registry.ts";
import type { StoredTensor } from "../../packages/core/src/model/safetensors.ts";

/** A BERT of one layer that knows single letters; its hidden size is that of the models in the registry. */
const CONFIG = {
  model_type: "bert",
  hidden_act: "gelu",
  num_hidden_layers: 1,
  num_attention_heads: 6,
  hidden_size: 384,
  intermediate_size: 48,
  vocab_size: 0,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
};

const SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
/** One word to the tiny model: without any sense of meaning it would not pass the self-check. */
const SYNONYMS = ["storm", "flooded", "coastal", "town", "heavy", "rain", "seaside", "streets", "water"];
const VOCABULARY = [...SPECIAL, ...SYNONYMS, ...LETTERS, ...LETTERS.map((letter) => `##${letter}`), ".", ":"];

export const TINY_CONFIG_JSON = JSON.stringify({ ...CONFIG, vocab_size: VOCABULARY.length });
export const TINY_CONFIG: BertConfig = parseBertConfig(TINY_CONFIG_JSON);

/** Random weights, the same for the same seed. */
export function tinyTensors(seed = 1): Map<string, StoredTensor> {
  const random = linearCongruential(seed);
  const { hiddenSize: hidden, intermediateSize: wide } = TINY_CONFIG;
  const shapes: [string, number[]][] = [
    ["embeddings.word_embeddings.weight", [VOCABULARY.length, hidden]],
    ["embeddings.position_embeddings.weight", [TINY_CONFIG.maxPositions, hidden]],
    ["embeddings.token_type_embeddings.weight", [2, hidden]],
    ...layerNorm("embeddings.LayerNorm", hidden),
    ...["query", "key", "value"].flatMap((part) =>
      linear(`encoder.layer.0.attention.self.${part}`, hidden, hidden),
    ),
    ...linear("encoder.layer.0.attention.output.dense", hidden, hidden),
    ...layerNorm("encoder.layer.0.attention.output.LayerNorm", hidden),
    ...linear("encoder.layer.0.intermediate.dense", wide, hidden),
    ...linear("encoder.layer.0.output.dense", hidden, wide),
    ...layerNorm("encoder.layer.0.output.LayerNorm", hidden),
  ];
  return new Map(
    shapes.map(([name, shape]) => {
      const size = shape.reduce((product, it) => product * it, 1);
      const offset = name.endsWith("LayerNorm.weight") ? 1 : 0;
      const values = Float32Array.from({ length: size }, () => offset + (random() - 0.5) / 5);
      if (name === "embeddings.word_embeddings.weight") equateSynonyms(values);
      return [name, { dtype: "F32", shape, bytes: new Uint8Array(values.buffer) }];
    }),
  );
}

/** The files of the tiny model, as a hub would have them. */
export function tinyModelFiles(seed = 1): Map<string, Uint8Array> {
  const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const tensors = tinyTensors(seed);
  return new Map([
    [weightsFile("int8"), writeBertOnnx(TINY_CONFIG, tensors, "int8")],
    [weightsFile("fp32"), writeBertOnnx(TINY_CONFIG, tensors, "fp32")],
    ["config.json", new TextEncoder().encode(TINY_CONFIG_JSON)],
    ["tokenizer.json", encode(tokenizer())],
    [
      "tokenizer_config.json",
      encode({ tokenizer_class: "BertTokenizer", pad_token: "[PAD]", model_max_length: 512 }),
    ],
  ]);
}

/** Puts the tiny model where a model of the registry is looked for, with its record. */
export async function installTinyModel(
  modelsFolder: string,
  spec: ModelSpec,
  precision: Precision,
): Promise<void> {
  const folder = join(modelsFolder, spec.name);
  for (const [path, bytes] of tinyModelFiles()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  const paths = [weightsFile(precision), ...SHARED_FILES];
  const files = await Promise.all(paths.map((path) => describeModelFile(folder, path)));
  const origin = { kind: "hub", name: "tiny", revision: "1" } as const;
  const fingerprint = modelFingerprint(spec, precision, files);
  const record = { name: spec.name, precision, origin, files, fingerprint };
  await writeFile(join(folder, RECORD_FILE), formatModelRecords({ [precision]: record }));
}

function equateSynonyms(words: Float32Array): void {
  const size = TINY_CONFIG.hiddenSize;
  const first = SPECIAL.length * size;
  const shared = words.slice(first, first + size).map((value) => value * 10);
  for (let index = 0; index < SYNONYMS.length; index++) words.set(shared, first + index * size);
}

function tokenizer(): unknown {
  const special = (content: string) => ({
    id: SPECIAL.indexOf(content),
    content,
    special: true,
    normalized: false,
  });
  return {
    added_tokens: SPECIAL.map(special),
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [
        { SpecialToken: { id: "[CLS]", type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { SpecialToken: { id: "[SEP]", type_id: 0 } },
      ],
      pair: [],
      special_tokens: {},
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(VOCABULARY.map((token, id) => [token, id])),
    },
  };
}

function linear(name: string, outputs: number, inputs: number): [string, number[]][] {
  return [
    [`${name}.weight`, [outputs, inputs]],
    [`${name}.bias`, [outputs]],
  ];
}

function layerNorm(name: string, size: number): [string, number[]][] {
  return [
    [`${name}.weight`, [size]],
    [`${name}.bias`, [size]],
  ];
}

/** Numbers between 0 and 1; constants of Numerical Recipes. */
function linearCongruential(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
