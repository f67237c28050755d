import type { SearchAnswer } from "../answer-schemas.ts";
import type { AppRequest } from "../app-environment.ts";
import { askService } from "../ask-service.ts";
import { requireKey } from "../middleware/require-key.ts";
import { bodyOfParameters } from "../parse-request.ts";
import {
  parseFacetsBody,
  parseSearchBody,
  parseSearchParameters,
  type SearchRequest,
} from "../parse-search-request.ts";
import { readJsonBody } from "../read-json-body.ts";
import { type App, answerTagged, askOptions, type RouteContext, refuseParameters } from "./route-context.ts";

/** What a feed is asked for when it does not say: each article once, the latest first. */
const FEED_DEFAULTS = { sort: "date", collapse: "article" };

/** Ranked answers as JSON and as feeds, and counts of what is in them. */
export function addSearchRoutes(app: App, context: RouteContext): void {
  const { service, settings } = context;
  const maySearch = requireKey(settings, "search");
  app.get("/v1/search", maySearch, async (c) => {
    const request = parseSearchParameters(c.req.queries());
    return await answerSearch(c, request, (answer) => {
      if (answer.nextCursor !== null) c.header("Link", `<${nextPage(c, answer.nextCursor)}>; rel="next"`);
      return c.json(answer);
    });
  });
  app.post("/v1/search", maySearch, async (c) => {
    refuseParameters(c);
    const request = parseSearchBody(await readJsonBody(c.req.raw));
    const answer = await askService(service, (watch) => service.search(request, watch), askOptions(c));
    c.set("hits", answer.hits.length);
    return c.json(answer);
  });
  app.get("/v1/search/feed.json", maySearch, async (c) => {
    const request = parseSearchParameters(c.req.queries(), FEED_DEFAULTS);
    return await answerSearch(c, request, async (answer) => {
      const { toJsonFeed } = await import("../feeds/json-feed.ts");
      const next = answer.nextCursor === null ? undefined : nextPage(c, answer.nextCursor);
      const feed = toJsonFeed(answer, { self: c.req.url, next: next && new URL(next, c.req.url).href });
      return c.body(JSON.stringify(feed), 200, { "Content-Type": "application/feed+json; charset=utf-8" });
    });
  });
  app.get("/v1/search/rss.xml", maySearch, async (c) => {
    const request = parseSearchParameters(c.req.queries(), FEED_DEFAULTS);
    return await answerSearch(c, request, async (answer) => {
      const { toRss } = await import("../feeds/rss.ts");
      const xml = toRss(answer, { self: c.req.url });
      return c.body(xml, 200, { "Content-Type": "application/rss+xml; charset=utf-8" });
    });
  });
  app.get("/v1/facets", maySearch, async (c) => {
    const request = parseFacetsBody(bodyOfParameters(c.req.queries()));
    const ask = service.facets.bind(service, request);
    const isTimed = request.query !== null && request.query.asOf === null;
    return await answerTagged(c, context, { request, ask, dependsOnClock: () => isTimed });
  });

  async function answerSearch(
    c: AppRequest,
    request: SearchRequest,
    render: (answer: SearchAnswer) => Response | Promise<Response>,
  ): Promise<Response> {
    return await answerTagged(c, context, {
      request,
      generation: request.cursor?.generation,
      ask: (stopwatch) => service.search(request, stopwatch),
      dependsOnClock: (answer) => request.query.asOf === null && mindsTime(answer),
      render: (answer) => {
        c.set("hits", answer.hits.length);
        return render(answer);
      },
    });
  }
}

/** Whether it was answered with what is near to a time, which is counted from now unless the query says from when. */
function mindsTime({ timeFrame, hits }: SearchAnswer): boolean {
  return timeFrame !== null || hits.some(({ parts }) => parts.recency !== null);
}

/** Relative to the request, so that it holds wherever the app is mounted. */
function nextPage(c: AppRequest, cursor: string): string {
  const parameters = new URL(c.req.url).searchParams;
  parameters.set("cursor", cursor);
  return `?${parameters}`;
}
