import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { embedInBatches } from "@dateline-search/core/embedding/embed-in-batches";
import { ensureModel } from "@dateline-search/core/embedding/ensure-model";
import { DEFAULT_MODEL_NAME, findModel } from "@dateline-search/core/model/model-registry";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Article, Embedding } from "@dateline-search/core/types";
import { userModelsFolder } from "../workload/user-models-folder.ts";

/** About the length of a passage. */
const LEAD_CHARACTERS = 900;

export async function openStoryEmbedder(): Promise<Embedder> {
  const modelsFolder = userModelsFolder();
  await ensureModel({ spec: findModel(DEFAULT_MODEL_NAME), modelsFolder });
  return openTransformersEmbedder({ modelsFolder, modelName: DEFAULT_MODEL_NAME });
}

/** Embeds the headline and beginning of each article, like its first passage. */
export async function embedReports(
  embedder: Embedder,
  articles: readonly Pick<Article, "title" | "text">[],
): Promise<readonly Embedding[]> {
  return embedInBatches(
    embedder,
    articles.map(({ title, text }) => `${title}. ${text.slice(0, LEAD_CHARACTERS)}`),
    {},
  );
}
