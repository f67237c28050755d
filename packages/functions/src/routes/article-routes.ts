import { askService } from "../ask-service.ts";
import { requireKey } from "../middleware/require-key.ts";
import { bodyOfParameters } from "../parse-request.ts";
import { parseSimilarBody, parseSimilarTextBody, parseStoryBody } from "../parse-search-request.ts";
import { MAX_TEXT_BODY_BYTES, readJsonBody } from "../read-json-body.ts";
import { type App, answerTagged, askOptions, type RouteContext, refuseParameters } from "./route-context.ts";

/** Adds the routes of articles, similar articles and stories. */
export function addArticleRoutes(app: App, context: RouteContext): void {
  const { service, settings } = context;
  app.get("/v1/articles/:id", requireKey(settings, "articles"), async (c) => {
    refuseParameters(c);
    const id = c.req.param("id");
    return await answerTagged(c, context, { request: id, ask: () => service.article(id) });
  });
  app.get("/v1/stories/:id", requireKey(settings, "articles"), async (c) => {
    const id = c.req.param("id");
    const query = parseStoryBody(bodyOfParameters(c.req.queries()), "url");
    return await answerTagged(c, context, {
      request: { id, query },
      ask: () => service.story(id, query),
      render: (answer) => {
        // Not a 308: the old id becomes a separate story again if the article that links the two is removed.
        if (answer.redirectedFrom !== null) c.header("Content-Location", encodeURIComponent(answer.story.id));
        return c.json(answer);
      },
    });
  });
  app.post("/v1/similar", requireKey(settings, "search"), async (c) => {
    refuseParameters(c);
    const request = parseSimilarTextBody(await readJsonBody(c.req.raw, MAX_TEXT_BODY_BYTES));
    const answer = await askService(service, (watch) => service.similarToText(request, watch), askOptions(c));
    c.set("hits", answer.hits.length);
    return c.json(answer);
  });
  app.get("/v1/articles/:id/similar", requireKey(settings, "search"), async (c) => {
    const id = c.req.param("id");
    const query = parseSimilarBody(bodyOfParameters(c.req.queries()));
    return await answerTagged(c, context, {
      request: { id, query },
      ask: (stopwatch) => service.similar(id, query, stopwatch),
    });
  });
}
