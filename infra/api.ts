/// <reference path="../.sst/platform/config.d.ts" />

import { lambdaRole } from "./lambda-role";
import { options } from "./options";
import { readIndex, store } from "./storage";

/** What browsers may send and read across origins; answers carry no cookies, and callers none either. */
const ALLOWED_HEADERS = ["authorization", "content-type", "if-none-match", "x-api-key", "x-request-id"];
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

/**
 * `id:sha256` of every key that may search, so that no key itself is stored anywhere; docs/deploy.md tells how to make
 * one. A stage that asks for keys cannot be deployed without it.
 */
const apiKeys = options.access === "key" ? new sst.Secret("ApiKeys") : undefined;

/** Answers queries. `npm run bundle` makes its folder. */
export const search = new sst.aws.Function("Search", {
  bundle: "build/search",
  handler: "index.handler",
  runtime: "nodejs22.x",
  // Its native packages are for this processor.
  architecture: "x86_64",
  memory: `${options.memoryMb} MB`,
  timeout: "30 seconds",
  storage: `${options.storageMb} MB`,
  ...(options.concurrency !== undefined && { concurrency: { reserved: options.concurrency } }),
  url: {
    // Keys are checked by the function itself, which lets nobody in without one.
    authorization: options.access === "iam" ? "iam" : "none",
    // The function leaves it to its URL; both together would say everything twice, which browsers refuse.
    cors: options.corsOrigins.length > 0 && {
      allowOrigins: [...options.corsOrigins],
      allowMethods: ["GET", "POST"],
      allowHeaders: ALLOWED_HEADERS,
      exposeHeaders: EXPOSED_HEADERS,
      allowCredentials: false,
      maxAge: "1 day",
    },
  },
  permissions: readIndex,
  environment: {
    DATELINE_STORE: store,
    DATELINE_CACHE_SECONDS: String(options.cacheSeconds),
    DATELINE_REFRESH_SECONDS: String(options.refreshSeconds),
    DATELINE_LOG_LEVEL: options.logLevel,
    ...(options.timeZone !== undefined && { DATELINE_TIME_ZONE: options.timeZone }),
    ...(options.reranker !== undefined && { DATELINE_RERANKER: options.reranker }),
    ...(options.trustedKeys !== undefined && { DATELINE_TRUSTED_KEYS: options.trustedKeys }),
    ...(options.rateLimit !== undefined && { DATELINE_RATE_LIMIT: options.rateLimit }),
    ...(apiKeys !== undefined && { DATELINE_API_KEYS: apiKeys.value.apply(refuseNoKeys) }),
  },
  logging: { format: "json", retention: options.isProduction ? "3 months" : "1 month" },
  transform: lambdaRole,
});

/** An idle container is kept for minutes; a question that nobody asked keeps one for ever. */
if (options.keepWarm) {
  new sst.aws.CronV2("KeepWarm", {
    schedule: "rate(5 minutes)",
    function: search.arn,
    event: { action: "generation" },
  });
}

/** The function reads no keys as "let everybody in". */
function refuseNoKeys(keys: string): string {
  const entry = "[\\w.-]+:[0-9a-fA-F]{64}(:[a-z+]+)?";
  if (new RegExp(`^\\s*${entry}([\\s,]+${entry})*[\\s,]*$`).test(keys)) return keys;
  throw new Error(
    'Cannot deploy: the secret ApiKeys must hold "id:sha256" of each key (docs/deploy.md tells how to make one); to let everybody in, set DATELINE_ACCESS=public',
  );
}
