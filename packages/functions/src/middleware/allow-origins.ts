import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { AppEnvironment } from "../app-environment.ts";
import type { HttpSettings } from "../http-settings.ts";

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

/** Handles CORS for the configured origins, and does nothing when there are none. */
export function allowOrigins(settings: () => HttpSettings): MiddlewareHandler<AppEnvironment> {
  const answer = cors({
    origin: (origin) => {
      const { corsOrigins } = settings();
      if (corsOrigins.includes("*")) return "*";
      return corsOrigins.includes(origin) ? origin : null;
    },
    // Saved searches are deleted.
    allowMethods: ["GET", "HEAD", "POST", "DELETE"],
    allowHeaders: ALLOWED_HEADERS,
    exposeHeaders: EXPOSED_HEADERS,
    maxAge: MAX_AGE_SECONDS,
  });
  return async function allowOrigins(c, next) {
    if (settings().corsOrigins.length === 0) return await next();
    return await answer(c, next);
  };
}
