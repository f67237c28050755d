import type { Stopwatch } from "@dateline-search/core/search/stopwatch";
import type { FailedSearch, SearchAnswer, SearchesAnswer } from "./answer-schemas.ts";
import { parseSearchBody, parseWholeHitsBody } from "./parse-search-request.ts";
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
  options: AnswerSearchesOptions,
): Promise<SearchesAnswer> {
  const results = await answerEach(searches, options, async (search) => {
    const request = parseSearchBody(search);
    return selectFields(await service.search(request, options.stopwatch), request.fields);
  });
  return { results };
}

/** The same for those who read whole hits. */
export async function answerWholeSearches(
  service: SearchService,
  searches: readonly unknown[],
  options: AnswerSearchesOptions,
): Promise<readonly (SearchAnswer | FailedSearch)[]> {
  return await answerEach(searches, options, async (search) =>
    service.search(parseWholeHitsBody(search), options.stopwatch),
  );
}

async function answerEach<Answer>(
  searches: readonly unknown[],
  { requestId, onError }: AnswerSearchesOptions,
  answer: (search: unknown) => Promise<Answer>,
): Promise<readonly (Answer | FailedSearch)[]> {
  const results: (Answer | FailedSearch)[] = [];
  for (const search of searches) {
    try {
      results.push(await answer(search));
    } catch (error) {
      const { problem } = describeProblem(error, requestId);
      if (problem.status >= 500) onError(error);
      results.push({ problem });
    }
  }
  return results;
}
