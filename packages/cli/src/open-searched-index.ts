import { resolve } from "node:path";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { checkModel, openGeneration } from "@dateline-search/core/generation/open-generation";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Reranker } from "@dateline-search/core/ports/reranker";
import { findSimilar, type SimilarQuery } from "@dateline-search/core/search/find-similar";
import {
  findSimilarToText,
  type SimilarTextContext,
  type SimilarToText,
} from "@dateline-search/core/search/find-similar-to-text";
import type { SimilarText } from "@dateline-search/core/search/parse-similar-text";
import type { SearchedGeneration } from "@dateline-search/core/search/search-engine";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import type { Query, SearchResult } from "@dateline-search/core/types";
import type { CliContext } from "./cli-context.ts";
import { type EngineFlags, readEngine } from "./engine-option.ts";
import { openEmbedder, openReranker } from "./open-embedder.ts";
import { openSynonyms } from "./open-synonyms.ts";

/** How soon an open prompt picks up a new generation. */
const REFRESH_MS = 10_000;

/** An index and its model, open for any number of queries. */
export interface SearchedIndex {
  search(query: Query): Promise<SearchResult>;
  /** @returns `undefined` when there is no article with this id */
  similar(id: string, query: SimilarQuery): ReturnType<typeof findSimilar>;
  similarToText(text: SimilarText, query: SimilarQuery): Promise<SimilarToText>;
  close(): Promise<void>;
}

/** The search backend, open for the duration of a command. */
interface OpenedEngine {
  readonly model: string;
  use<T>(work: (generation: SearchedGeneration) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens the latest generation in a folder or a cluster, and the model that built it.
 *
 * @param rerankerName model that reranks, if any
 */
export async function openSearchedIndex(
  flags: EngineFlags & { readonly index: string },
  context: CliContext,
  rerankerName?: string,
): Promise<SearchedIndex> {
  const engine = await openEngine(flags);
  let embedder: Embedder | undefined;
  let reranker: Reranker | undefined;
  const close = async () => {
    await engine.close();
    await embedder?.close();
    await reranker?.close();
  };
  try {
    const opened = await openEmbedder(engine.model, context);
    embedder = opened;
    reranker = await openReranker(rerankerName, context);
    const parts = { embedder: opened, reranker, synonyms: await openSynonyms(context) };
    const use = async <T>(work: (search: SimilarTextContext) => Promise<T>) =>
      await engine.use(async (generation) => {
        checkModel(generation.manifest, opened);
        return await work({ ...parts, generation });
      });
    return {
      search: async (query) => await use((search) => searchPassages(search, query)),
      similar: async (id, query) => await use((search) => findSimilar(search, id, query)),
      similarToText: async (text, query) => await use((search) => findSimilarToText(search, text, query)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openEngine(flags: EngineFlags & { readonly index: string }): Promise<OpenedEngine> {
  const location = await readEngine(flags);
  if (location === undefined) {
    const options = { format: localSegmentFormat, verify: "sha256" } as const;
    const generation = await openGeneration(resolve(flags.index), options);
    return {
      model: generation.manifest.model.name,
      use: async (work) => await work(generation),
      close: async () => generation.close(),
    };
  }
  const { OpenSearchEngine } = await import("@dateline-search/core/opensearch/opensearch-engine");
  const engine = await OpenSearchEngine.open(location, { refreshMs: REFRESH_MS, checkManifest: () => {} });
  return {
    model: engine.describe().model,
    use: async (work) => await engine.use(work),
    close: async () => await engine.close(),
  };
}
