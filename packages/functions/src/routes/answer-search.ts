import type { SearchAnswer } from "../answer-schemas.ts";
import type { AppRequest } from "../app-environment.ts";
import type { SearchRequest } from "../parse-search-request.ts";
import { publicAddress } from "../public-address.ts";
import { answerTagged, type RouteContext } from "./route-context.ts";

/** Answers a GET search in any of the output formats. */
export async function answerSearch(
  c: AppRequest,
  context: RouteContext,
  {
    request,
    render,
  }: {
    readonly request: SearchRequest;
    readonly render: (answer: SearchAnswer) => Response | Promise<Response>;
  },
): Promise<Response> {
  return await answerTagged(c, context, {
    request,
    generation: request.cursor?.generation,
    ask: (stopwatch) => context.service.search(request, stopwatch),
    dependsOnClock: (answer) => request.query.asOf === null && dependsOnNow(answer),
    render: (answer) => {
      c.set("hits", answer.hits.length);
      return render(answer);
    },
  });
}

/** Builds the link from the address that the caller used. */
export function nextPage(c: AppRequest, cursor: string): string {
  const address = publicAddress(c);
  address.searchParams.set("cursor", cursor);
  return address.href;
}

/** Whether the answer depends on a time relative to now. */
function dependsOnNow({ timeFrame, hits }: SearchAnswer): boolean {
  return timeFrame !== null || hits.some(({ parts }) => parts.recency !== null);
}
