import { DatelineError } from "@dateline-search/core/errors";
import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { AlertService } from "./alerts/alert-service.ts";
import type { AppEnvironment, AppRequest } from "./app-environment.ts";
import { type HttpSettings, OPEN_SETTINGS } from "./http-settings.ts";
import { allowOrigins } from "./middleware/allow-origins.ts";
import { compressAnswer } from "./middleware/compress-answer.ts";
import { limitRequests } from "./middleware/limit-requests.ts";
import { describeProblem } from "./problem.ts";
import { reportRequest } from "./report-request.ts";
import { RequestError } from "./request-error.ts";
import type { RequestLog } from "./request-log.ts";
import { addAlertRoutes } from "./routes/alert-routes.ts";
import { addArticleRoutes } from "./routes/article-routes.ts";
import { addFeedRoutes } from "./routes/feed-routes.ts";
import { addMcpRoute } from "./routes/mcp-route.ts";
import { addSearchRoutes } from "./routes/search-routes.ts";
import { addServiceRoutes } from "./routes/service-routes.ts";
import type { SearchService } from "./search-service.ts";

/** What both ways of calling the function work with. */
export interface AppContext {
  readonly service: SearchService;
  readonly log: RequestLog;
}

export interface HttpAppContext extends AppContext {
  /** Asked for with every request; what it throws is answered as a fault of the service. */
  readonly settings?: () => HttpSettings;
  /** Differs between versions of the program: an answer of one is not confirmed by another. */
  readonly revision?: () => string;
  /** Serves saved searches; without it there is nothing at their paths. */
  readonly alerts?: AlertService | undefined;
}

const MAX_REQUEST_ID_CHARACTERS = 128;

/**
 * The HTTP interface, whoever serves it: what `/openapi.json` describes, and `/mcp`. Every error is a problem (RFC 9457). Without
 * settings everybody may call it, and CORS is left to what stands before it.
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

/** Of a program whose version nobody knows: answers of another run of it may be others. */
const REVISION_OF_PROCESS = crypto.randomUUID();

function revisionOfProcess(): string {
  return REVISION_OF_PROCESS;
}

/** A wrong setting is no fault of whoever sent the request. */
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
  const error = new RequestError("method-not-allowed", `This path takes ${allow}`, {
    headers: { Allow: allow },
  });
  return answerProblem(c, error);
}

function answerProblem(c: AppRequest, error: unknown): Response {
  const { problem, headers } = describeProblem(error, c.get("entry").requestId);
  c.set("problem", { code: problem.code, error });
  // Built by the context, which adds the headers that middleware has set.
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, {
    "Content-Type": "application/problem+json",
    ...headers,
  });
}
