import { answerSearches } from "../answer-searches.ts";
import { askService } from "../ask-service.ts";
import { requireKey } from "../middleware/require-key.ts";
import { bodyOfParameters } from "../parse-request.ts";
import {
  parseFacetsBody,
  parseSearchBody,
  parseSearchesBody,
  parseSearchParameters,
} from "../parse-search-request.ts";
import { MAX_TEXT_BODY_BYTES, readJsonBody } from "../read-json-body.ts";
import { selectFields } from "../select-fields.ts";
import { answerSearch, nextPage } from "./answer-search.ts";
import { type App, answerTagged, askOptions, type RouteContext, refuseParameters } from "./route-context.ts";

/** Adds the routes for searches and facets. */
export function addSearchRoutes(app: App, context: RouteContext): void {
  const { service, settings } = context;
  const maySearch = requireKey(settings, "search");
  app.get("/v1/search", maySearch, async (c) => {
    const request = parseSearchParameters(c.req.queries());
    return await answerSearch(c, context, {
      request,
      render: (answer) => {
        if (answer.nextCursor !== null) c.header("Link", `<${nextPage(c, answer.nextCursor)}>; rel="next"`);
        return c.json(selectFields(answer, request.fields));
      },
    });
  });
  app.post("/v1/search", maySearch, async (c) => {
    refuseParameters(c);
    const request = parseSearchBody(await readJsonBody(c.req.raw));
    const answer = await askService(service, (watch) => service.search(request, watch), askOptions(c));
    c.set("hits", answer.hits.length);
    return c.json(selectFields(answer, request.fields));
  });
  app.post("/v1/searches", maySearch, async (c) => {
    refuseParameters(c);
    const searches = parseSearchesBody(await readJsonBody(c.req.raw, MAX_TEXT_BODY_BYTES));
    // The request itself has already been counted.
    await c.get("countRequests")?.(searches.length - 1);
    const options = {
      requestId: c.get("entry").requestId,
      onError: (error: unknown) => c.set("failure", error),
    };
    const answer = await askService(
      service,
      (stopwatch) => answerSearches(service, searches, { ...options, stopwatch }),
      askOptions(c),
    );
    return c.json(answer);
  });
  app.get("/v1/facets", maySearch, async (c) => {
    const request = parseFacetsBody(bodyOfParameters(c.req.queries()), "url");
    const isTimed = request.query !== null && request.query.asOf === null;
    return await answerTagged(c, context, {
      request,
      ask: (stopwatch) => service.facets(request, stopwatch),
      dependsOnClock: () => isTimed,
    });
  });
}
