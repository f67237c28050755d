import { verifyModel } from "../adapters/model/model-folder.ts";
import { DatelineError } from "../errors.ts";
import type { ModelRecord } from "../model/model-record.ts";
import type { PullModelOptions } from "./pull-model.ts";

/**
 * Pulls a model unless it is present. Compares only file sizes with the record, which is fast; the sha256 is
 * checked when the model is opened.
 *
 * @returns the record of the model
 * @throws DatelineError as `pullModel`
 */
export async function ensureModel(options: Omit<PullModelOptions, "force">): Promise<ModelRecord> {
  const { spec, modelsFolder, precision = "int8" } = options;
  try {
    return await verifyModel({ modelsFolder, modelName: spec.name }, precision, "size");
  } catch (error) {
    const absent = error instanceof DatelineError && ["model-missing", "model-invalid"].includes(error.code);
    if (!absent) throw error;
    // Load lazily: most runs find the model in place, and need no code to download and convert one.
    const { pullModel } = await import("./pull-model.ts");
    return await pullModel(options);
  }
}
