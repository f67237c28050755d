import type { Precision } from "../../model/model-spec.ts";
import type { Verification } from "./model-folder.ts";

/** Which of the pulled models is opened. */
export interface TransformerOptions {
  /** Folder that holds one folder for each model. */
  readonly modelsFolder: string;
  /** Name or alias in the registry. */
  readonly modelName: string;
  /** Default `int8`. */
  readonly precision?: Precision;
  /** Default `sha256`; `size` suffices where the files cannot change, as in a Lambda package. */
  readonly verify?: Verification;
}
