import { fileURLToPath } from "node:url";
import { ensureModel } from "../../packages/core/src/embedding/ensure-model.ts";
import { DEFAULT_MODEL_NAME, findModel } from "../../packages/core/src/model/model-registry.ts";

/** Where the tests find models: see `DATELINE_MODELS` in vitest.config.ts. */
export const MODELS_FOLDER = fileURLToPath(new URL("../../models", import.meta.url));

/** Runs once before all tests: puts the default model in both precisions into `models/`. */
export async function setup(): Promise<void> {
  for (const precision of ["int8", "fp32"] as const) {
    let last = "";
    await ensureModel({
      spec: findModel(DEFAULT_MODEL_NAME),
      modelsFolder: MODELS_FOLDER,
      precision,
      hubEndpoint: process.env["HF_ENDPOINT"],
      onProgress: ({ phase, source, file }) => {
        const line = `model ${precision}: ${phase} ${file} (${source})`;
        if (line !== last) process.stdout.write(`${line}\n`);
        last = line;
      },
    });
  }
}
