/// <reference path="../.sst/platform/config.d.ts" />

import { search } from "./api";
import { AWS_LIMITS, tooMany } from "./aws-limits";
import { ROUTER_MARGIN_SECONDS } from "./deployment-options";
import { HEADERS_IN_CACHE_KEY } from "./http-headers";
import { options } from "./options";

/**
 * CloudFront keeps errors for ten seconds, whatever they say, when nobody tells it otherwise. A function that is ready a
 * second later would seem to fail for nine more.
 */
const UNCACHED_ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504].map((errorCode) => ({
  errorCode,
  errorCachingMinTtl: 0,
}));

/** Only the rate is limited: rules against injections would refuse queries that are about such things, and cost money. */
function firewallOf(rateLimitPerIp: number) {
  return {
    rateLimitPerIp,
    managedRules: { coreRuleSet: false, knownBadInputs: false, sqlInjection: false },
  };
}

/**
 * CloudFront. It keeps what answers allow to be kept: nothing of a stage that asks for keys, whose answers are `private`,
 * and of a public one for as long as DATELINE_CACHE_SECONDS says.
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

/** What the function answers; beside the page it does not get the rest. */
const PATHS = options.page ? ["/v1", "/mcp", "/openapi.json", "/problems", "/healthz"] : ["/"];

// The URL of the function itself stays open: who knows it meets the same keys.
for (const path of PATHS) {
  router?.route(path, search.url, {
    readTimeout: `${options.timeoutSeconds + ROUTER_MARGIN_SECONDS} seconds`,
    // CloudFront sends a GET again that it had no answer to: a slow one would be paid for three times.
    connectionAttempts: 1,
  });
}
