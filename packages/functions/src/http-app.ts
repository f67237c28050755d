import type { Query } from "@dateline/core/types";
import { type Context, Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { answerQuery } from "./answer-query.ts";
import { type InvocationContext, waitMsOf } from "./invocation-context.ts";
import { parseSearchBody, parseSearchParameters } from "./parse-search-request.ts";
import { describeProblem } from "./problem.ts";
import { readJsonBody } from "./read-json-body.ts";
import { type RequestVariables, reportRequest } from "./report-request.ts";
import { RequestError } from "./request-error.ts";
import type { RequestLog } from "./request-log.ts";
import type { SearchService } from "./search-service.ts";

/** Types of the app: what the adapter hands in, and what middleware keeps for a request. */
export interface AppEnvironment {
  readonly Bindings: { readonly lambdaContext?: InvocationContext };
  readonly Variables: RequestVariables;
}

type AppRequest = Context<AppEnvironment>;

/** What both ways of calling the function work with. */
export interface AppContext {
  readonly service: SearchService;
  readonly log: RequestLog;
}

/**
 * The HTTP interface: `GET` and `POST /v1/search`, `GET /v1/generation`, `GET /healthz`. Every error is a problem (RFC
 * 9457). CORS is left to the function URL, which must expose the headers that `reportRequest` sets.
 */
export function createHttpApp({ service, log }: AppContext): Hono<AppEnvironment> {
  const app = new Hono<AppEnvironment>();
  app.use(reportRequest(service, log));
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  app.get("/v1/search", async (c) => await search(c, parseSearchParameters(c.req.queries())));
  app.post("/v1/search", async (c) => {
    refuseParameters(c);
    return await search(c, parseSearchBody(await readJsonBody(c.req.raw)));
  });
  app.get("/v1/generation", async (c) => {
    refuseParameters(c);
    return c.json(await service.ready({ waitMs: waitMsOf(c.env?.lambdaContext) }));
  });
  app.get("/healthz", async (c) => {
    await service.ready({ waitMs: waitMsOf(c.env?.lambdaContext) });
    return c.json({ status: "ok" });
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
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
}
