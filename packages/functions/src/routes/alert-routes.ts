import { alertListSchema, toAlertAnswer } from "../alerts/alert-requests.ts";
import { type AlertService, testAlert } from "../alerts/alert-service.ts";
import { requireKey } from "../middleware/require-key.ts";
import { bodyOfParameters, parseRequest } from "../parse-request.ts";
import { readJsonBody } from "../read-json-body.ts";
import { type App, askOptions, type RouteContext, refuseParameters } from "./route-context.ts";

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
    const answer = await testAlert({ alerts, service }, c.req.param("id"), askOptions(c));
    c.set("hits", answer.hits.length);
    return c.json(answer, 200, NOT_KEPT);
  });
}

const NOT_KEPT = { "Cache-Control": "no-store" };
