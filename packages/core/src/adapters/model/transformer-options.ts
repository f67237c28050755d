import type { Precision } from "../../model/model-spec.ts";
import type { Verification } from "./model-folder.ts";

/** Which pulled model to open. */
export interface TransformerOptions {
  /** Folder that contains one folder per model. */
  readonly modelsFolder: string;
  /** Name or alias in the registry. */
  readonly modelName: string;
  /** Default `int8`. */
  readonly precision?: Precision;
  /** Default `sha256`. `size` is enough if the files cannot change, as in a Lambda package. */
  readonly verify?: Verification;
  /** Number of threads per text or batch; default 1. */
  readonly threads?: number;
}
