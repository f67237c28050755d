import { DatelineError } from "@dateline/core/errors";
import type { Query } from "@dateline/core/types";
import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { answerQuery } from "./answer-query.ts";
import type { AppEnvironment, AppRequest } from "./app-environment.ts";
import { type HttpSettings, OPEN_SETTINGS } from "./http-settings.ts";
import { waitMsOf } from "./invocation-context.ts";
import { allowOrigins } from "./middleware/allow-origins.ts";
import { compressAnswer } from "./middleware/compress-answer.ts";
import { limitRequests } from "./middleware/limit-requests.ts";
import { requireKey } from "./middleware/require-key.ts";
import { parseSearchBody, parseSearchParameters } from "./parse-search-request.ts";
import { describeProblem, PROBLEM_PAGES } from "./problem.ts";
import { readJsonBody } from "./read-json-body.ts";
import { reportRequest } from "./report-request.ts";
import { RequestError } from "./request-error.ts";
import type { RequestLog } from "./request-log.ts";
import type { SearchService } from "./search-service.ts";

/** What both ways of calling the function work with. */
export interface AppContext {
  readonly service: SearchService;
  readonly log: RequestLog;
}

export interface HttpAppContext extends AppContext {
  /** Asked for with every request; what it throws is answered as a fault of the service. */
  readonly settings?: () => HttpSettings;
}

const MAX_REQUEST_ID_CHARACTERS = 128;

/**
 * The HTTP interface, whoever serves it: `/v1/…`, `/healthz`, `/problems/…`. Every error is a problem (RFC 9457). Without
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
  app.use("/v1/search/*", requireKey(settings, "search"));
  app.get("/v1/search", async (c) => await search(c, parseSearchParameters(c.req.queries())));
  app.post("/v1/search", async (c) => {
    refuseParameters(c);
    return await search(c, parseSearchBody(await readJsonBody(c.req.raw)));
  });
  app.get("/v1/generation", requireKey(settings), async (c) => {
    refuseParameters(c);
    return c.json(await service.ready({ waitMs: waitMsOf(c.env?.lambdaContext) }));
  });
  app.get("/healthz", async (c) => {
    await service.ready({ waitMs: waitMsOf(c.env?.lambdaContext) });
    return c.json({ status: "ok" });
  });
  app.get(`${PROBLEM_PAGES}:code`, async (c) => {
    const { renderProblemPage } = await import("./render-problem-page.ts");
    return c.html(renderProblemPage(c.req.param("code")));
  });
  app.notFound((c) => answerProblem(c, new RequestError("not-found", "There is nothing at this path")));
  app.onError((error, c) => answerProblem(c, error));
  return app;

  async function search(c: AppRequest, query: Query): Promise<Response> {
    const options = { waitMs: waitMsOf(c.env?.lambdaContext), entry: c.get("entry") };
    const result = await answerQuery(service, query, options);
    c.set("hits", result.hits.length);
    return c.json(result);
  }
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

/** A misplaced parameter would otherwise be ignored in silence. */
function refuseParameters(c: AppRequest): void {
  const [name] = Object.keys(c.req.queries());
  if (name === undefined) return;
  throw new RequestError("unknown-parameter", `Cannot answer: "${name.slice(0, 40)}" is no parameter here`);
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
