import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { openTransformersReranker } from "@dateline-search/core/adapters/model/transformers-reranker";
import { readSynonyms } from "@dateline-search/core/words/read-synonyms";
import type { ColdStart } from "./cold-start.ts";
import type { FunctionOptions } from "./function-options.ts";
import { openSearchEngine } from "./open-search-engine.ts";
import { SearchService, type SearchServiceParts } from "./search-service.ts";

/**
 * Composes the function's service without opening anything. A bad setting fails the first request, not module
 * load, which Lambda reports poorly.
 */
export function openSearchService(
  readOptions: () => FunctionOptions,
  coldStart: ColdStart,
  {
    whyNotReady,
    openIndex,
  }: Pick<SearchServiceParts, "whyNotReady"> & Partial<Pick<SearchServiceParts, "openIndex">> = {},
): SearchService {
  return new SearchService({
    ...(whyNotReady !== undefined && { whyNotReady }),
    timeZone: () => readOptions().timeZone,
    openIndex: openIndex ?? (() => coldStart.time("index", () => openSearchEngine(readOptions(), coldStart))),
    openEmbedder: async () =>
      await coldStart.time("model", async () => {
        const { modelsFolder, model } = readOptions();
        // Check sizes only: the package is read-only, and Lambda has verified its hash.
        return await openTransformersEmbedder({
          modelsFolder,
          modelName: model,
          verify: "size",
        });
      }),
    openSynonyms: async () => {
      const { synonymsFile } = readOptions();
      return synonymsFile === undefined ? undefined : await readSynonyms(synonymsFile);
    },
    openReranker: async () => {
      const { modelsFolder, reranker } = readOptions();
      if (reranker === undefined) return undefined;
      return await coldStart.time("reranker", () =>
        openTransformersReranker({ modelsFolder, modelName: reranker, verify: "size" }),
      );
    },
  });
}
