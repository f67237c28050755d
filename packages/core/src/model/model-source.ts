import type { ModelOrigin } from "./model-record.ts";
import type { ModelSpec, RerankerSpec } from "./model-spec.ts";

/** How far a pull has come. Sources report as often as they like; whoever prints thins it out. */
export interface PullProgress {
  readonly phase: "download" | "convert" | "check";
  /** Name of the source. */
  readonly source: string;
  readonly file: string;
  readonly doneBytes: number;
  /** Null when the source does not say. */
  readonly totalBytes: number | null;
}

/** What a source is asked for. */
export interface FetchRequest {
  readonly spec: ModelSpec | RerankerSpec;
  /** Paths inside the model's repository that are wanted. */
  readonly files: readonly string[];
  /** Existing, empty folder to put them in. */
  readonly folder: string;
  /** Existing folder that outlives the pull: for partial downloads. */
  readonly partsFolder: string;
  readonly onProgress: (progress: PullProgress) => void;
  readonly signal: AbortSignal | undefined;
}

/** A place that models can be had from. */
export interface ModelSource {
  /** For people: "Hugging Face hub (https://huggingface.co)". */
  readonly name: string;
  /**
   * Puts every wanted file into `request.folder`.
   *
   * @throws DatelineError `model-unreachable` when the source does not answer or does not have the model, so that
   *   the next one may be tried; `model-invalid` when what it sends is wrong; `aborted`
   */
  fetch(request: FetchRequest): Promise<ModelOrigin>;
}
