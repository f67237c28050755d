import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { AppEnvironment } from "./app-environment.ts";
import { type RequestLog, rounded, type Timings } from "./request-log.ts";
import type { SearchService } from "./search-service.ts";

/**
 * Adds the common headers to every answer and writes its log line: `X-Request-Id`, `Server-Timing`
 * (https://www.w3.org/TR/server-timing/), `Dateline-Generation` and `Dateline-Generation-Age` in seconds.
 */
export function reportRequest(service: SearchService, log: RequestLog): MiddlewareHandler<AppEnvironment> {
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
