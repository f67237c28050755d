import type { ModelOrigin } from "./model-record.ts";
import type { ModelSpec, RerankerSpec } from "./model-spec.ts";

/** Progress of a pull. Sources do not throttle reports; callers that print them do. */
export interface PullProgress {
  readonly phase: "download" | "convert" | "check";
  /** Name of the source. */
  readonly source: string;
  readonly file: string;
  readonly doneBytes: number;
  /** `null` when the source does not say. */
  readonly totalBytes: number | null;
}

/** A request to a source. */
export interface FetchRequest {
  readonly spec: ModelSpec | RerankerSpec;
  /** Paths inside the model's repository to fetch. */
  readonly files: readonly string[];
  /** Existing, empty folder to put them in. */
  readonly folder: string;
  /** Existing folder for partial downloads, which outlives the pull. */
  readonly partsFolder: string;
  readonly onProgress: (progress: PullProgress) => void;
  readonly signal: AbortSignal | undefined;
}

/** A place to download models from. */
export interface ModelSource {
  /** Display name: "Hugging Face hub (https://huggingface.co)". */
  readonly name: string;
  /**
   * Puts every requested file into `request.folder`.
   *
   * @throws DatelineError `model-unreachable` when the source does not answer or lacks the model, so that the
   *   next one can be tried; `model-invalid` when it sends something wrong; `aborted`
   */
  fetch(request: FetchRequest): Promise<ModelOrigin>;
}
