import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withLockFile } from "../../packages/core/src/adapters/object-store/lock-file.ts";
import { ensureModel } from "../../packages/core/src/embedding/ensure-model.ts";
import type { ModelRecord } from "../../packages/core/src/model/model-record.ts";
import { DEFAULT_MODEL_NAME, findModel } from "../../packages/core/src/model/model-registry.ts";

/** Where the tests find models: see `DATELINE_MODELS` in vitest.config.ts. */
export const MODELS_FOLDER = fileURLToPath(new URL("../../models", import.meta.url));

const PULL_TIMEOUT_MS = 1_800_000;

/**
 * Puts another model's int8 weights there, for tests that need it. Test files that ask at the same time wait
 * for one pull. If no source can be reached, the error says what to install.
 */
export async function pullForTests(modelName: string): Promise<ModelRecord> {
  await mkdir(MODELS_FOLDER, { recursive: true });
  const pull = () =>
    ensureModel({
      spec: findModel(modelName),
      modelsFolder: MODELS_FOLDER,
      hubEndpoint: process.env["HF_ENDPOINT"],
    });
  const limits = { staleAfterMs: PULL_TIMEOUT_MS, timeoutMs: PULL_TIMEOUT_MS };
  return await withLockFile(join(MODELS_FOLDER, `.${modelName}.lock`), pull, limits);
}

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
