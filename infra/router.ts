/// <reference path="../.sst/platform/config.d.ts" />

import { search } from "./api";
import { options } from "./options";

/**
 * What an answer depends on besides its address. Keys are part of it: an answer that was cached for a caller with a key
 * must not be given to one without.
 */
const HEADERS_IN_CACHE_KEY = ["authorization", "x-api-key", "origin"];

/** CloudFront. It keeps an answer as long as the answer says, and asks with its ETag whether it still holds. */
export const router = options.router
  ? new sst.aws.Router("Router", {
      transform: {
        cachePolicy: (policy) => {
          policy.parametersInCacheKeyAndForwardedToOrigin = $output(
            policy.parametersInCacheKeyAndForwardedToOrigin,
          ).apply((parameters) => ({
            ...parameters,
            headersConfig: {
              headerBehavior: "whitelist",
              headers: {
                items: [...(parameters?.headersConfig?.headers?.items ?? []), ...HEADERS_IN_CACHE_KEY],
              },
            },
          }));
        },
      },
    })
  : undefined;

/** What the function answers; beside the page it does not get the rest. */
const PATHS = options.page ? ["/v1", "/mcp", "/openapi.json", "/problems", "/healthz"] : ["/"];

// The URL of the function itself stays open: who knows it meets the same keys.
for (const path of PATHS) router?.route(path, search.url, { readTimeout: "30 seconds" });
