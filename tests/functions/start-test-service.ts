import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError } from "@dateline-search/core/errors";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import type { SearchEngine } from "@dateline-search/core/search/search-engine";
import type { AppContext } from "@dateline-search/functions/http-app";
import { Logger } from "@dateline-search/functions/logger";
import { RequestLog } from "@dateline-search/functions/request-log";
import { SearchService, type SearchServiceParts } from "@dateline-search/functions/search-service";
import { onTestFinished } from "vitest";
import { buildTestIndex } from "../fixtures/build-test-index.ts";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";

export const PUBLISHED_AT = "2025-12-11T08:00:00.000Z";

export interface TestService extends AppContext {
  /** The lines written so far, parsed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** The service over a real index of five stories with the fake embedder; parts can be replaced by ones that fail. */
export function startTestService(parts: Partial<SearchServiceParts> = {}): TestService {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const logger = new Logger({ level: "debug", write: (line) => lines.push(JSON.parse(line)) });
  const service = new SearchService({
    openEmbedder: async () => hashedWordsEmbedder(),
    openIndex: openTestIndex,
    ...parts,
  });
  return { service, log: new RequestLog({ logger, status: () => service.status }), lines };
}

/** An index that never changes, published at `PUBLISHED_AT` and 90 seconds old. */
export const openTestIndex: SearchServiceParts["openIndex"] = async () => await openIndexOf(NEWS_RECORDS);

/** The same with other articles. */
export async function openIndexOf(records: readonly object[]): Promise<SearchEngine> {
  const { folder, report } = await buildTestIndex(records);
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "sha256" });
  onTestFinished(() => generation.close());
  const { articles, passages, model } = report.manifest;
  return {
    use: async (work) => await work(generation),
    useKept: async (id, work) => {
      if (id === generation.id) return await work(generation);
      throw new DatelineError("object-missing", `Cannot read generation ${id}: it is not kept`);
    },
    refreshNow: async () => {},
    describe: () => ({
      generation: generation.id,
      publishedAt: PUBLISHED_AT,
      ageMs: 90_500,
      checkedAt: PUBLISHED_AT,
      refreshError: null,
      model: model.name,
      articles,
      passages,
    }),
  };
}
