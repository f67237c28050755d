import type { LimitedCors } from "./aws-limits";
import type { DeploymentOptions } from "./deployment-options";

type CorsOptions = Pick<DeploymentOptions, "corsOrigins" | "alertsApi">;

/** Request headers that browsers may send across origins. Neither requests nor answers carry cookies. */
const ALLOWED_HEADERS = [
  "authorization",
  "content-type",
  "if-none-match",
  "mcp-protocol-version",
  "x-api-key",
  "x-request-id",
];
const EXPOSED_HEADERS = [
  "dateline-generation",
  "dateline-generation-age",
  "etag",
  "link",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  "server-timing",
  "www-authenticate",
  "x-request-id",
];
const METHODS = ["GET", "POST"];
const MAX_AGE_SECONDS = 86_400;

/**
 * CORS settings of the search function's URL.
 *
 * @param options `alertsApi` lets pages delete saved searches
 */
export function corsOf({ corsOrigins, alertsApi }: CorsOptions): LimitedCors {
  return {
    origins: corsOrigins,
    headers: ALLOWED_HEADERS,
    exposedHeaders: EXPOSED_HEADERS,
    methods: alertsApi ? [...METHODS, "DELETE"] : METHODS,
    maxAgeSeconds: MAX_AGE_SECONDS,
  };
}

/**
 * Headers that an answer depends on besides its address. They include the key, so that callers without one never get an
 * answer for a caller with one. CloudFront also forwards only these headers.
 */
export const HEADERS_IN_CACHE_KEY = ["authorization", "x-api-key", "origin"] as const;
