import type { Stopwatch } from "@dateline-search/core/search/stopwatch";
import type { SearchesAnswer } from "./answer-schemas.ts";
import { parseSearchBody } from "./parse-search-request.ts";
import { describeProblem } from "./problem.ts";
import type { SearchService } from "./search-service.ts";
import { selectFields } from "./select-fields.ts";

export interface AnswerSearchesOptions {
  readonly stopwatch: Stopwatch;
  readonly requestId: string;
  /** Told why a search failed, when the fault is not the caller's. */
  readonly onError: (error: unknown) => void;
}

/** Answers one search after the other, each for itself: what is wrong with one is told in its place. */
export async function answerSearches(
  service: SearchService,
  searches: readonly unknown[],
  { stopwatch, requestId, onError }: AnswerSearchesOptions,
): Promise<SearchesAnswer> {
  const results: SearchesAnswer["results"][number][] = [];
  for (const search of searches) {
    try {
      const request = parseSearchBody(search);
      results.push(selectFields(await service.search(request, stopwatch), request.fields));
    } catch (error) {
      const { problem } = describeProblem(error, requestId);
      if (problem.status >= 500) onError(error);
      results.push({ problem });
    }
  }
  return { results };
}
