import { SqliteEmbeddingCache } from "@dateline-search/core/adapters/embedding-cache/sqlite-embedding-cache";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { CachingEmbedder } from "@dateline-search/core/embedding/caching-embedder";
import { ensureModel } from "@dateline-search/core/embedding/ensure-model";
import { DEFAULT_MODEL_NAME, findModel } from "@dateline-search/core/model/model-registry";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { inRepository } from "./in-repository.ts";
import { userModelsFolder } from "./user-models-folder.ts";

/** Opens the default model, pulling it if needed, with the embedding cache of `npm run eval`. */
export async function openDefaultEmbedder(): Promise<Embedder> {
  const modelsFolder = userModelsFolder();
  const spec = findModel(DEFAULT_MODEL_NAME);
  await ensureModel({ spec, modelsFolder });
  return withKeptEmbeddings(await openTransformersEmbedder({ modelsFolder, modelName: spec.name }));
}

export function withKeptEmbeddings(embedder: Embedder): CachingEmbedder {
  return new CachingEmbedder(
    embedder,
    new SqliteEmbeddingCache(inRepository(".dateline/cache/embeddings.sqlite")),
  );
}
