import { resolve } from "node:path";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { checkModel } from "@dateline-search/core/generation/check-model";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Reranker } from "@dateline-search/core/ports/reranker";
import { findSimilar, type SimilarQuery } from "@dateline-search/core/search/find-similar";
import { findSimilarToText, type SimilarToText } from "@dateline-search/core/search/find-similar-to-text";
import type { SimilarText } from "@dateline-search/core/search/parse-similar-text";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import type { Query, SearchResult } from "@dateline-search/core/types";
import { readSynonyms } from "@dateline-search/core/words/read-synonyms";
import type { CliContext } from "./cli-context.ts";
import { synonymsFile } from "./folders.ts";
import { openEmbedder, openReranker } from "./open-embedder.ts";

/** An index and its model, open for any number of queries. */
export interface LocalIndex {
  search(query: Query): Promise<SearchResult>;
  /** @returns undefined when there is no article with this id */
  similar(id: string, query: SimilarQuery): ReturnType<typeof findSimilar>;
  similarToText(text: SimilarText, query: SimilarQuery): Promise<SimilarToText>;
  close(): Promise<void>;
}

/**
 * Opens the latest generation in a folder, and the model that it was built with.
 *
 * @param rerankerName model that reranks, if any shall
 */
export async function openLocalIndex(
  folder: string,
  context: CliContext,
  rerankerName?: string,
): Promise<LocalIndex> {
  const generation = await openGeneration(resolve(folder), { format: localSegmentFormat, verify: "sha256" });
  let embedder: Embedder | undefined;
  let reranker: Reranker | undefined;
  const close = async () => {
    generation.close();
    await embedder?.close();
    await reranker?.close();
  };
  try {
    const opened = await openEmbedder(generation.manifest.model.name, context);
    embedder = opened;
    checkModel(generation.manifest, opened);
    reranker = await openReranker(rerankerName, context);
    const file = synonymsFile(context);
    const synonyms = file === undefined ? undefined : await readSynonyms(file);
    const search = { generation, embedder: opened, reranker, synonyms };
    return {
      search: (query) => searchPassages(search, query),
      similar: (id, query) => findSimilar(search, id, query),
      similarToText: (text, query) => findSimilarToText(search, text, query),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
