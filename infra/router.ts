/// <reference path="../.sst/platform/config.d.ts" />

import { search } from "./api";
import { AWS_LIMITS, tooMany } from "./aws-limits";
import { ROUTER_MARGIN_SECONDS } from "./deployment-options";
import { HEADERS_IN_CACHE_KEY } from "./http-headers";
import { options } from "./options";

/**
 * By default CloudFront caches errors for ten seconds, whatever their headers. A function that recovers after
 * a second would seem to fail for nine more.
 */
const UNCACHED_ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504].map((errorCode) => ({
  errorCode,
  errorCachingMinTtl: 0,
}));

/** Limits only the rate: injection rules would block queries about such topics, and cost money. */
function firewallOf(rateLimitPerIp: number) {
  return {
    rateLimitPerIp,
    managedRules: { coreRuleSet: false, knownBadInputs: false, sqlInjection: false },
  };
}

/**
 * CloudFront caches what answers allow: nothing of a stage with API keys, whose answers are `private`, and
 * public answers for DATELINE_CACHE_SECONDS.
 */
export const router = options.router
  ? new sst.aws.Router("Router", {
      ...(options.domain !== undefined && { domain: options.domain }),
      ...(options.firewallRequests !== undefined && { waf: firewallOf(options.firewallRequests) }),
      transform: {
        cdn: (cdn) => {
          cdn.transform = {
            distribution: (distribution) => {
              distribution.customErrorResponses = UNCACHED_ERRORS;
            },
          };
        },
        cachePolicy: (policy) => {
          policy.parametersInCacheKeyAndForwardedToOrigin = $output(
            policy.parametersInCacheKeyAndForwardedToOrigin,
          ).apply((parameters) => {
            const items = [...(parameters?.headersConfig?.headers?.items ?? []), ...HEADERS_IN_CACHE_KEY];
            const [problem] = tooMany("headers of the cache policy", items.length, AWS_LIMITS.policyHeaders);
            if (problem !== undefined) throw new Error(`Cannot deploy: ${problem}`);
            return { ...parameters, headersConfig: { headerBehavior: "whitelist", headers: { items } } };
          });
        },
      },
    })
  : undefined;

/** Paths that the function answers. With the page it gets only these. */
const PATHS = options.page ? ["/v1", "/mcp", "/openapi.json", "/problems", "/healthz"] : ["/"];

// The function's own URL stays open, protected by the same keys.
for (const path of PATHS) {
  router?.route(path, search.url, {
    readTimeout: `${options.timeoutSeconds + ROUTER_MARGIN_SECONDS} seconds`,
    // CloudFront retries an unanswered GET, so a slow one would be billed three times.
    connectionAttempts: 1,
  });
}
