import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { verifyModel } from "@dateline-search/core/adapters/model/model-folder";
import { DatelineError } from "@dateline-search/core/errors";
import { checkModel as assertSameModel } from "@dateline-search/core/generation/open-generation";
import { findReranker, RERANKERS } from "@dateline-search/core/model/model-registry";
import { type Check, failed } from "./check.ts";
import type { PublishedGeneration } from "./published-generation.ts";

const NAME = "model";

/**
 * Checks that the function would embed queries with the model of the published passages, and that the
 * packaged model's files are complete.
 */
export async function checkModel(bundle: string, published: PublishedGeneration): Promise<Check> {
  const modelsFolder = join(bundle, "models");
  const names = await readdir(modelsFolder).catch(() => []);
  const modelName = names.find((name) => RERANKERS.every((reranker) => reranker.name !== name));
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

/**
 * Checks that the package contains the reranker that the function is configured with.
 *
 * @param wanted `DATELINE_RERANKER`
 */
export async function checkReranker(bundle: string, wanted: string): Promise<Check> {
  const name = "reranker";
  try {
    const modelName = findReranker(wanted).name;
    const location = { modelsFolder: join(bundle, "models"), modelName };
    const { fingerprint } = await verifyModel(location, "int8", "sha256");
    return { name, status: "ok", detail: `${modelName} (${fingerprint.slice(0, 12)}) in the package` };
  } catch (error) {
    if (!(error instanceof DatelineError)) throw error;
    const remedy = 'name a known one in DATELINE_RERANKER and run "npm run bundle" with it, or unset it';
    return failed(name, error.message, remedy);
  }
}
