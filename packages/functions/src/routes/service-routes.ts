import { requireKey } from "../middleware/require-key.ts";
import { PROBLEM_PAGES } from "../problem.ts";
import { type App, askOptions, type RouteContext, refuseParameters } from "./route-context.ts";

/** Adds the routes that describe the service. */
export function addServiceRoutes(app: App, { service, settings, alerts }: RouteContext): void {
  app.get("/v1/generation", requireKey(settings), async (c) => {
    refuseParameters(c);
    const status = await service.ready(askOptions(c));
    return c.json((await service.refreshIfDue()) ?? status);
  });
  app.get("/healthz", async (c) => {
    refuseParameters(c);
    await service.ready(askOptions(c));
    return c.json({ status: "ok" });
  });
  app.get("/openapi.json", async (c) => {
    refuseParameters(c);
    const { describeApi } = await import("../openapi.ts");
    return c.json(describeApi({ hasKeys: settings().apiKeys.length > 0, hasAlerts: alerts !== undefined }));
  });
  app.get(`${PROBLEM_PAGES}:code`, async (c) => {
    const { renderProblemPage } = await import("../render-problem-page.ts");
    const page = renderProblemPage(c.req.param("code"));
    c.header(
      "Content-Security-Policy",
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    return c.html(page);
  });
}
