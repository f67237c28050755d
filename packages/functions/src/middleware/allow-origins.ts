import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { AppEnvironment } from "../app-environment.ts";
import type { HttpSettings } from "../http-settings.ts";
import { refuseForeignPages, TOOLS_PATH } from "../tool-origins.ts";

/** Request headers that pages may send besides the CORS-safelisted ones. */
const ALLOWED_HEADERS = [
  "Authorization",
  "Content-Type",
  "If-None-Match",
  "Mcp-Protocol-Version",
  "X-Api-Key",
  "X-Request-Id",
];
/** Response headers that pages may read besides the content type. */
export const EXPOSED_HEADERS = [
  "Dateline-Generation",
  "Dateline-Generation-Age",
  "ETag",
  "Link",
  "RateLimit",
  "RateLimit-Policy",
  "Retry-After",
  "Server-Timing",
  "WWW-Authenticate",
  "X-Request-Id",
];
/** Browsers cap the caching of a preflight at two hours. */
const MAX_AGE_SECONDS = 7_200;

/**
 * Handles CORS for the configured origins, and, unless a layer in front does so, for the pages that may use the tools: a
 * page cannot send anything to `/mcp` before its preflight is answered.
 */
export function allowOrigins(settings: () => HttpSettings): MiddlewareHandler<AppEnvironment> {
  const answer = cors({
    origin: (origin, c) => {
      const { corsOrigins, servesTools } = settings();
      if (corsOrigins.includes("*")) return "*";
      // Other pages have been refused already.
      if (servesTools && c.req.path === TOOLS_PATH) return origin;
      return corsOrigins.includes(origin) ? origin : null;
    },
    // DELETE is for saved searches.
    allowMethods: ["GET", "HEAD", "POST", "DELETE"],
    allowHeaders: ALLOWED_HEADERS,
    exposeHeaders: EXPOSED_HEADERS,
    maxAge: MAX_AGE_SECONDS,
  });
  return async function allowOrigins(c, next) {
    const { corsOrigins, servesTools } = settings();
    const isForTools = c.req.path === TOOLS_PATH;
    if (corsOrigins.length === 0 && !(servesTools && isForTools)) return await next();
    if (isForTools) refuseForeignPages(c.req.header("origin"), settings());
    return await answer(c, next);
  };
}
