import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError } from "@dateline-search/core/errors";
import { type OpenGeneration, openGeneration } from "@dateline-search/core/generation/open-generation";
import type { AppContext } from "@dateline-search/functions/http-app";
import { Logger } from "@dateline-search/functions/logger";
import { RequestLog } from "@dateline-search/functions/request-log";
import { SearchService } from "@dateline-search/functions/search-service";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { buildFuzzIndex } from "./build-fuzz-index.ts";

export interface FuzzService extends AppContext {
  readonly generation: OpenGeneration;
}

/** The function's service over an index of five stories with the fake embedder. */
export async function openFuzzService(folder: string): Promise<FuzzService> {
  const index = await buildFuzzIndex(folder);
  const generation = await openGeneration(index, { format: localSegmentFormat, verify: "sha256" });
  const { articles, passages, model } = generation.manifest;
  const service = new SearchService({
    openEmbedder: async () => hashedWordsEmbedder(),
    openIndex: async () => ({
      use: async (work) => await work(generation),
      useKept: async (id, work) => {
        if (id === generation.id) return await work(generation);
        throw new DatelineError("object-missing", `Cannot read generation ${id}: it is not kept`);
      },
      refreshNow: async () => {},
      describe: () => ({
        generation: generation.id,
        publishedAt: "2025-12-11T08:00:00.000Z",
        ageMs: 1,
        checkedAt: "2025-12-11T08:00:00.000Z",
        refreshError: null,
        model: model.name,
        articles,
        passages,
      }),
    }),
  });
  const log = new RequestLog({
    logger: new Logger({ level: "error", write: () => {} }),
    status: () => service.status,
  });
  return { service, log, generation };
}
