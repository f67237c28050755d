import { requireKey } from "../middleware/require-key.ts";
import { parseFeedParameters } from "../parse-search-request.ts";
import { publicAddress } from "../public-address.ts";
import { answerSearch, nextPage } from "./answer-search.ts";
import type { App, RouteContext } from "./route-context.ts";

/** Defaults of a feed: each article once, latest first. */
const DEFAULTS = { sort: "date", collapse: "article" };

/** Adds the routes that serve a search as a feed. */
export function addFeedRoutes(app: App, context: RouteContext): void {
  const maySearch = requireKey(context.settings, "search");
  app.get("/v1/search/feed.json", maySearch, async (c) => {
    const request = parseFeedParameters(c.req.queries(), DEFAULTS);
    return await answerSearch(c, context, {
      request,
      render: async (answer) => {
        const self = publicAddress(c);
        const { toJsonFeed } = await import("../feeds/json-feed.ts");
        const next = answer.nextCursor === null ? undefined : nextPage(c, answer.nextCursor);
        const feed = toJsonFeed(answer, { self: self.href, next });
        return c.body(JSON.stringify(feed), 200, { "Content-Type": "application/feed+json; charset=utf-8" });
      },
    });
  });
  app.get("/v1/search/rss.xml", maySearch, async (c) => {
    const request = parseFeedParameters(c.req.queries(), DEFAULTS);
    return await answerSearch(c, context, {
      request,
      render: async (answer) => {
        const { toRss } = await import("../feeds/rss.ts");
        const xml = toRss(answer, { self: publicAddress(c).href });
        return c.body(xml, 200, { "Content-Type": "application/rss+xml; charset=utf-8" });
      },
    });
  });
}
