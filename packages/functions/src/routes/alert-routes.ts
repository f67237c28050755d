import { alertQuery } from "@dateline-search/core/alerts/saved-search";
import { alertListSchema, toAlertAnswer } from "../alerts/alert-requests.ts";
import type { AlertService } from "../alerts/alert-service.ts";
import { askService } from "../ask-service.ts";
import { requireKey } from "../middleware/require-key.ts";
import { bodyOfParameters, parseRequest } from "../parse-request.ts";
import { readJsonBody } from "../read-json-body.ts";
import { type App, askOptions, type RouteContext, refuseParameters } from "./route-context.ts";

/** Fits on one screen. */
const TESTED_HITS = 10;

/** Adds the routes of saved searches, which need a key with their scope. Their answers must not be cached. */
export function addAlertRoutes(
  app: App,
  { service, settings, alerts }: RouteContext & { readonly alerts: AlertService },
): void {
  const allowed = requireKey(settings, "alerts");
  const path = "/v1/alerts/:id";
  app.get("/v1/alerts", allowed, async (c) => {
    const list = parseRequest(alertListSchema, bodyOfParameters(c.req.queries()), "url");
    return c.json(await alerts.list(list), 200, NOT_KEPT);
  });
  app.post("/v1/alerts", allowed, async (c) => {
    refuseParameters(c);
    const created = await alerts.create(await readJsonBody(c.req.raw));
    return c.json(created, 201, { ...NOT_KEPT, Location: `/v1/alerts/${created.id}` });
  });
  app.get(path, allowed, async (c) => {
    refuseParameters(c);
    return c.json(toAlertAnswer(await alerts.get(c.req.param("id"))), 200, NOT_KEPT);
  });
  app.delete(path, allowed, async (c) => {
    refuseParameters(c);
    await alerts.remove(c.req.param("id"));
    return c.body(null, 204);
  });
  app.post("/v1/alerts/:id/test", allowed, async (c) => {
    refuseParameters(c);
    const query = { ...alertQuery(await alerts.get(c.req.param("id"))), limit: TESTED_HITS };
    const answer = await askService(
      service,
      (stopwatch) => service.search({ query, cursor: null, fields: null }, stopwatch),
      askOptions(c),
    );
    const { generation, total, hits } = answer;
    c.set("hits", hits.length);
    return c.json({ generation, total, hits }, 200, NOT_KEPT);
  });
}

const NOT_KEPT = { "Cache-Control": "no-store" };
