import { DatelineError } from "@dateline-search/core/errors";
import { Hono, type MiddlewareHandler } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { routePath } from "hono/route";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { AlertService } from "./alerts/alert-service.ts";
import type { AppEnvironment, AppRequest } from "./app-environment.ts";
import { type HttpSettings, OPEN_SETTINGS } from "./http-settings.ts";
import { allowOrigins } from "./middleware/allow-origins.ts";
import { compressAnswer } from "./middleware/compress-answer.ts";
import { limitRequests } from "./middleware/limit-requests.ts";
import { describeProblem } from "./problem.ts";
import { RequestError } from "./request-error.ts";
import { type RequestLog, rounded, type Timings } from "./request-log.ts";
import { addAlertRoutes } from "./routes/alert-routes.ts";
import { addArticleRoutes } from "./routes/article-routes.ts";
import { addFeedRoutes } from "./routes/feed-routes.ts";
import { addMcpRoute } from "./routes/mcp-route.ts";
import { addSearchRoutes } from "./routes/search-routes.ts";
import { addServiceRoutes } from "./routes/service-routes.ts";
import type { SearchService } from "./search-service.ts";

/** What HTTP and direct invocations share. */
export interface AppContext {
  readonly service: SearchService;
  readonly log: RequestLog;
}

export interface HttpAppContext extends AppContext {
  /** Called for every request. An error counts as a fault of the service. */
  readonly settings?: () => HttpSettings;
  /** Differs between program versions, so that one does not revalidate a cached answer of another. */
  readonly revision?: () => string;
  /** Serves saved searches. Without it, their paths do not exist. */
  readonly alerts?: AlertService | undefined;
}

const MAX_REQUEST_ID_CHARACTERS = 128;

/**
 * Creates the HTTP interface for any server: everything in `/openapi.json`, and `/mcp`. Every error is a
 * problem (RFC 9457). Without settings everybody may call it, and CORS is left to the layer in front.
 */
export function createHttpApp(context: HttpAppContext): Hono<AppEnvironment> {
  const { service, log } = context;
  const settings = refusingSettings(context.settings ?? (() => OPEN_SETTINGS));
  const app = new Hono<AppEnvironment>();
  app.use(
    requestId({
      limitLength: MAX_REQUEST_ID_CHARACTERS,
      generator: (c) => (c as AppRequest).env?.lambdaContext?.awsRequestId ?? crypto.randomUUID(),
    }),
  );
  app.use(compressAnswer());
  app.use(reportRequest(service, log));
  app.use(allowOrigins(settings));
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  app.use("/v1/*", limitRequests(settings));
  app.use("/mcp", limitRequests(settings));
  const { alerts } = context;
  const routes = { service, settings, revision: context.revision ?? revisionOfProcess, alerts };
  addSearchRoutes(app, routes);
  addFeedRoutes(app, routes);
  addArticleRoutes(app, routes);
  addMcpRoute(app, routes);
  addServiceRoutes(app, routes);
  if (alerts !== undefined) addAlertRoutes(app, { ...routes, alerts });
  app.notFound((c) => answerProblem(c, new RequestError("not-found", "There is nothing at this path")));
  app.onError((error, c) => answerProblem(c, error));
  return app;
}

/** Used when the version is unknown: another process may answer differently. */
const REVISION_OF_PROCESS = crypto.randomUUID();

function revisionOfProcess(): string {
  return REVISION_OF_PROCESS;
}

/** An invalid setting is not the caller's fault. */
function refusingSettings(read: () => HttpSettings): () => HttpSettings {
  return () => {
    try {
      return read();
    } catch (cause) {
      throw new DatelineError("internal", `Cannot serve: a setting is wrong: ${(cause as Error).message}`, {
        cause,
      });
    }
  };
}

function refuseMethod(c: AppRequest, methods: readonly string[]): Response {
  const allow = methods.join(", ");
  const error = new RequestError("method-not-allowed", `This path supports ${allow}`, {
    headers: { Allow: allow },
  });
  return answerProblem(c, error);
}

function answerProblem(c: AppRequest, error: unknown): Response {
  const { problem, headers } = describeProblem(error, c.get("entry").requestId);
  c.set("problem", { code: problem.code, error });
  // The context adds the headers that middleware has set.
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, {
    "Content-Type": "application/problem+json",
    ...headers,
  });
}

/**
 * Adds the common headers to every answer and writes its log line: `X-Request-Id`, `Server-Timing`
 * (https://www.w3.org/TR/server-timing/), `Dateline-Generation` and `Dateline-Generation-Age` in seconds.
 */
function reportRequest(service: SearchService, log: RequestLog): MiddlewareHandler<AppEnvironment> {
  return async function reportRequest(c, next) {
    const entry = log.begin(c.get("requestId"), c.env?.lambdaContext?.awsRequestId);
    c.set("entry", entry);
    await next();
    const { status } = c.res;
    const { code, error = c.get("failure") } = c.get("problem") ?? {};
    const route = code === "not-found" ? "not found" : `${c.req.method} ${routePath(c, -1)}`;
    const timings = entry.end({ route, status, code, error, hits: c.get("hits"), keyId: c.get("keyId") });
    if (status >= 400) c.header("Cache-Control", "no-store");
    // Rankings change with every publication, so caches must revalidate them.
    else if (!c.res.headers.has("cache-control")) c.header("Cache-Control", "no-cache");
    c.header("X-Content-Type-Options", "nosniff");
    c.header("X-Request-Id", entry.requestId);
    c.header("Server-Timing", serverTiming(timings));
    const generation = service.status;
    if (generation === undefined) return;
    c.header("Dateline-Generation", generation.generation);
    c.header("Dateline-Generation-Age", String(Math.floor(generation.ageMs / 1000)));
  };
}

function serverTiming(timings: Timings): string {
  return Object.entries(rounded(timings))
    .map(([stage, elapsed]) => `${stage};dur=${elapsed}`)
    .join(", ");
}
