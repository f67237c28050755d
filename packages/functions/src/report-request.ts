import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { AppEnvironment } from "./http-app.ts";
import type { ProblemCode } from "./problem.ts";
import { type RequestEntry, type RequestLog, rounded, type Timings } from "./request-log.ts";
import type { SearchService } from "./search-service.ts";

/** What handlers and the report on their request tell each other. */
export interface RequestVariables {
  entry: RequestEntry;
  hits?: number;
  problem?: { readonly code: ProblemCode; readonly error: unknown };
}

/**
 * Gives every answer the headers that all have in common, and every request its line in the log: `X-Request-Id`,
 * `Server-Timing` (https://www.w3.org/TR/server-timing/), `Dateline-Generation` and `Dateline-Generation-Age` in seconds.
 */
export function reportRequest(service: SearchService, log: RequestLog): MiddlewareHandler<AppEnvironment> {
  return async function reportRequest(c, next) {
    const entry = log.begin(c.env?.lambdaContext?.awsRequestId ?? randomUUID());
    c.set("entry", entry);
    await next();
    const { status } = c.res;
    const { code, error } = c.get("problem") ?? {};
    const route = code === "not-found" ? "not found" : `${c.req.method} ${routePath(c, -1)}`;
    const timings = entry.end({ route, status, code, error, hits: c.get("hits") });
    // Neither a problem nor a ranking that the next publication changes is worth keeping.
    c.header("Cache-Control", status >= 400 ? "no-store" : "no-cache");
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
