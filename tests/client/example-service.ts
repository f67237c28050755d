import { localSegmentFormat } from "@dateline/core/adapters/segment/local-segment-format";
import { DatelineError } from "@dateline/core/errors";
import { openGeneration } from "@dateline/core/generation/open-generation";
import { createHttpApp } from "@dateline/functions/http-app";
import { Logger } from "@dateline/functions/logger";
import { RequestLog } from "@dateline/functions/request-log";
import { SearchService, type SearchServiceParts } from "@dateline/functions/search-service";
import { onTestFinished } from "vitest";
import { buildTestIndex } from "../fixtures/build-test-index.ts";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { serveApp, type WebApp } from "./serve-app.ts";

const RECORDS = [
  {
    id: "fog",
    title: "Fog stops ferries",
    text: "Ferries to the islands were late on Wednesday because of fog.",
    published_at: "2025-12-10",
    source: "The Harbour Post",
  },
  {
    id: "bread",
    title: "Bread prices rise",
    text: "Bakers raised the price of bread after a poor harvest.",
    published_at: "2025-11-02",
    source: "Market News",
  },
  {
    id: "vote",
    title: "Council votes on trams",
    text: "The council voted for two new tram lines in the north.",
    published_at: "2025-10-20",
    source: "The Harbour Post",
  },
];

/** The real HTTP app over a real index of three articles; parts can be replaced by ones that fail. */
export async function startExampleService(parts: Partial<SearchServiceParts> = {}): Promise<string> {
  const logger = new Logger({ write: () => {} });
  const service = new SearchService({
    openEmbedder: async () => hashedWordsEmbedder(),
    openIndex: openExampleIndex,
    ...parts,
  });
  const log = new RequestLog({ logger, status: () => service.status });
  const app = createHttpApp({ service, log });
  const web: WebApp = { fetch: (request) => app.fetch(request) };
  return await serveApp(web);
}

const openExampleIndex: SearchServiceParts["openIndex"] = async () => {
  const { folder } = await buildTestIndex(RECORDS);
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "sha256" });
  onTestFinished(() => generation.close());
  const at = "2025-12-11T08:00:00.000Z";
  return {
    use: async (work) => await work(generation),
    useKept: async (id, work) => {
      if (id === generation.id) return await work(generation);
      throw new DatelineError("object-missing", `Cannot read generation ${id}: it is not kept`);
    },
    refreshNow: async () => {},
    describe: () => ({
      generation: generation.id,
      publishedAt: at,
      ageMs: 1_000,
      checkedAt: at,
      refreshError: null,
      model: generation.manifest.model.name,
      articles: RECORDS.length,
      passages: RECORDS.length,
    }),
  };
};
