import type { Stopwatch } from "@dateline-search/core/search/stopwatch";
import type { FailedSearch, SearchAnswer, SearchesAnswer } from "./answer-schemas.ts";
import { parseSearchBody, parseWholeHitsBody } from "./parse-search-request.ts";
import { describeProblem } from "./problem.ts";
import type { SearchService } from "./search-service.ts";
import { selectFields } from "./select-fields.ts";

export interface AnswerSearchesOptions {
  readonly stopwatch: Stopwatch;
  readonly requestId: string;
  /** Called with the error of a failed search if the caller is not at fault. */
  readonly onError: (error: unknown) => void;
}

/** Runs several searches one after the other. A failed search yields a problem and does not stop the others. */
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

/** The same, with whole hits. */
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
