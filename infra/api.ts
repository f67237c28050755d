/// <reference path="../.sst/platform/config.d.ts" />

import { alertRoot } from "./alert-secrets";
import { corsProblems, reservable } from "./aws-limits";
import { checkedFunction } from "./checked-function";
import { searchEngine } from "./engine";
import { searchEnvironment } from "./function-environments";
import { parseKeyList } from "./function-settings";
import { corsOf } from "./http-headers";
import { options } from "./options";
import { readIndex, store, writeAlerts } from "./storage";

/**
 * `id:sha256` of every key that may search, so that no key itself is stored anywhere; docs/deploy.md explains
 * how to make one. A stage with API keys cannot be deployed without it.
 */
const apiKeys = options.access === "key" ? new sst.Secret("ApiKeys") : undefined;

const cors = corsOf(options);
const [corsProblem] = corsProblems(cors);
if (corsProblem !== undefined) throw new Error(`Cannot deploy: ${corsProblem}`);

/** Limits what a flood of requests can cost, but is enough for many readers. */
const USUAL_CONCURRENCY = 20;
/** Lambda's "Concurrent executions". A new account has 10, of which none can be reserved. */
const CONCURRENCY_QUOTA = { serviceCode: "lambda", quotaCode: "L-B99A9384" };
/** The API's value for no reservation. */
const NONE_RESERVED = -1;

function reservedConcurrency(): $util.Input<number> | undefined {
  if (options.concurrency !== "auto") return options.concurrency;
  const quota = aws.servicequotas.getServiceQuotaOutput(CONCURRENCY_QUOTA).value;
  return quota.apply((value) => reservable(USUAL_CONCURRENCY, value) || NONE_RESERVED);
}
const reserved = reservedConcurrency();

/** Answers queries. `npm run bundle` creates its folder. */
export const search = new sst.aws.Function("Search", {
  bundle: "build/search",
  handler: "index.handler",
  runtime: options.runtime,
  // Its native packages are built for this architecture.
  architecture: "x86_64",
  memory: `${options.memoryMb} MB`,
  timeout: `${options.timeoutSeconds} seconds`,
  storage: `${options.storageMb} MB`,
  ...(reserved !== undefined && { concurrency: { reserved } }),
  url: {
    // The function checks keys itself and requires one.
    authorization: options.access === "iam" ? "iam" : "none",
    // The URL handles CORS, not the function: browsers reject duplicate headers.
    cors: cors.origins.length > 0 && {
      allowOrigins: [...cors.origins],
      allowMethods: cors.methods as ("GET" | "POST" | "DELETE")[],
      allowHeaders: [...cors.headers],
      exposeHeaders: [...cors.exposedHeaders],
      allowCredentials: false,
      maxAge: `${cors.maxAgeSeconds} seconds`,
    },
  },
  permissions: [...readIndex, ...(options.alertsApi ? writeAlerts : []), ...searchEngine.permissions],
  environment: {
    DATELINE_STORE: store,
    ...searchEnvironment(options),
    ...alertRoot,
    ...searchEngine.environment,
    ...(apiKeys !== undefined && { DATELINE_API_KEYS: apiKeys.value.apply(refuseNoKeys) }),
  },
  logging: { format: "json", retention: options.isProduction ? "3 months" : "1 month" },
  // No retries for a failed schedule: the next run comes in minutes.
  retries: 0,
  transform: checkedFunction("search"),
});

/** Lambda keeps idle containers for minutes. A periodic invocation keeps one running. */
if (options.keepWarm) {
  new sst.aws.CronV2("KeepWarm", {
    schedule: "rate(5 minutes)",
    function: search.arn,
    // Also checks for a newer generation, so that no reader waits for it.
    event: { action: "refresh" },
  });
}

/**
 * Without keys the function would let everybody in, and with invalid ones it would answer every request with an error.
 */
function refuseNoKeys(keys: string): string {
  if (parseKeyList(keys).length > 0) return keys;
  throw new Error(
    'Cannot deploy: the secret ApiKeys is empty and must contain "id:sha256" of each key (docs/deploy.md explains how to make one); to let everybody in, set DATELINE_ACCESS=public',
  );
}
