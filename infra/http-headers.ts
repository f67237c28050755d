import type { LimitedCors } from "./aws-limits";
import type { DeploymentOptions } from "./deployment-options";

type CorsOptions = Pick<DeploymentOptions, "corsOrigins" | "alertsApi">;

/** What browsers may send and read across origins; answers carry no cookies, and callers none either. */
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
 * What the URL of the search function tells browsers about pages of other origins.
 *
 * @param options.alertsApi pages may delete saved searches too
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
 * What an answer depends on besides its address. Keys are part of it: an answer to a caller with a key must not be given to
 * one without. They are also what CloudFront hands on, for it hands on no other headers.
 */
export const HEADERS_IN_CACHE_KEY = ["authorization", "x-api-key", "origin"] as const;
