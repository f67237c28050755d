import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { verifyModel } from "@dateline/core/adapters/model/model-folder";
import { DatelineError } from "@dateline/core/errors";
import { checkModel as assertSameModel } from "@dateline/core/generation/check-model";
import { type Check, failed } from "./check.ts";
import type { PublishedGeneration } from "./published-generation.ts";

const NAME = "model";

/**
 * Looks whether the function would embed queries with the model that the published passages were embedded with, and
 * whether the model's files in the package are whole.
 */
export async function checkModel(bundle: string, published: PublishedGeneration): Promise<Check> {
  const modelsFolder = join(bundle, "models");
  const [modelName] = await readdir(modelsFolder).catch(() => []);
  if (modelName === undefined) {
    return failed(NAME, `there is no model in ${modelsFolder}`, "run: npm run bundle");
  }
  try {
    const { fingerprint } = await verifyModel({ modelsFolder, modelName }, "int8", "sha256");
    assertSameModel(published.manifest, { modelName, fingerprint });
    const detail = `${modelName} (${fingerprint.slice(0, 12)}) in the package and in generation ${published.id.slice(0, 12)}`;
    return { name: NAME, status: "ok", detail };
  } catch (error) {
    if (!(error instanceof DatelineError)) throw error;
    const remedy =
      'bundle again with the model of the index ("npm run bundle"), or build and publish the index again';
    return failed(NAME, error.message, remedy);
  }
}
