import type { TransformerOptions } from "@dateline-search/core/adapters/model/model-folder";
import { readModelRecords } from "@dateline-search/core/adapters/model/model-folder";
import { findModel } from "@dateline-search/core/model/model-registry";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";

/** A fake: takes the place of the model of this name and says that it is it, but knows nothing of what texts mean. */
export async function openTransformersEmbedder({
  modelsFolder,
  modelName,
}: TransformerOptions): Promise<Embedder> {
  const { name } = findModel(modelName);
  const record = (await readModelRecords({ modelsFolder, modelName: name })).int8;
  const fake = hashedWordsEmbedder(name);
  return record === undefined ? fake : { ...fake, fingerprint: record.fingerprint };
}
