import { Stopwatch } from "@dateline/core/search/stopwatch";
import type { Query, SearchResult } from "@dateline/core/types";
import type { RequestEntry } from "./request-log.ts";
import type { SearchService } from "./search-service.ts";

export interface AnswerQueryOptions {
  /** How long to wait for an index that is still being opened. */
  readonly waitMs: number;
  /** Gets the time of every stage that ran, whether or not there is an answer. */
  readonly entry: RequestEntry;
}

/** Waits for the service and asks it. @throws as `SearchService.ready` and `search` */
export async function answerQuery(
  service: SearchService,
  query: Query,
  { waitMs, entry }: AnswerQueryOptions,
): Promise<SearchResult> {
  const startedAt = performance.now();
  try {
    await service.ready({ waitMs });
  } finally {
    entry.record({ load: performance.now() - startedAt });
  }
  const stopwatch = new Stopwatch();
  try {
    return await service.search(query, stopwatch);
  } finally {
    entry.record(stopwatch.timings);
  }
}
