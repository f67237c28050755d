/// <reference path="../.sst/platform/config.d.ts" />

import { alertRoot } from "./alert-secrets";
import { corsProblems, reservable } from "./aws-limits";
import { checkedFunction } from "./checked-function";
import { searchEnvironment } from "./function-environments";
import { parseKeyList } from "./function-settings";
import { corsOf } from "./http-headers";
import { options } from "./options";
import { readIndex, store, writeAlerts } from "./storage";

/**
 * `id:sha256` of every key that may search, so that no key itself is stored anywhere; docs/deploy.md tells how to make
 * one. A stage that asks for keys cannot be deployed without it.
 */
const apiKeys = options.access === "key" ? new sst.Secret("ApiKeys") : undefined;

const cors = corsOf(options);
const [corsProblem] = corsProblems(cors);
if (corsProblem !== undefined) throw new Error(`Cannot deploy: ${corsProblem}`);

/** As many containers as bound what a flood of requests can cost, and still are enough for many readers. */
const USUAL_CONCURRENCY = 20;
/** "Concurrent executions" of Lambda. A new account has 10, of which nothing can be reserved. */
const CONCURRENCY_QUOTA = { serviceCode: "lambda", quotaCode: "L-B99A9384" };
/** Means in the API that nothing is reserved. */
const NONE_RESERVED = -1;

function reservedConcurrency(): $util.Input<number> | undefined {
  if (options.concurrency !== "auto") return options.concurrency;
  const quota = aws.servicequotas.getServiceQuotaOutput(CONCURRENCY_QUOTA).value;
  return quota.apply((value) => reservable(USUAL_CONCURRENCY, value) || NONE_RESERVED);
}
const reserved = reservedConcurrency();

/** Answers queries. `npm run bundle` makes its folder. */
export const search = new sst.aws.Function("Search", {
  bundle: "build/search",
  handler: "index.handler",
  runtime: options.runtime,
  // Its native packages are for this processor.
  architecture: "x86_64",
  memory: `${options.memoryMb} MB`,
  timeout: `${options.timeoutSeconds} seconds`,
  storage: `${options.storageMb} MB`,
  ...(reserved !== undefined && { concurrency: { reserved } }),
  url: {
    // Keys are checked by the function itself, which lets nobody in without one.
    authorization: options.access === "iam" ? "iam" : "none",
    // The function leaves it to its URL; both together would say everything twice, which browsers refuse.
    cors: cors.origins.length > 0 && {
      allowOrigins: [...cors.origins],
      allowMethods: cors.methods as ("GET" | "POST" | "DELETE")[],
      allowHeaders: [...cors.headers],
      exposeHeaders: [...cors.exposedHeaders],
      allowCredentials: false,
      maxAge: `${cors.maxAgeSeconds} seconds`,
    },
  },
  permissions: options.alertsApi ? [...readIndex, ...writeAlerts] : readIndex,
  environment: {
    DATELINE_STORE: store,
    ...searchEnvironment(options),
    ...alertRoot,
    ...(apiKeys !== undefined && { DATELINE_API_KEYS: apiKeys.value.apply(refuseNoKeys) }),
  },
  logging: { format: "json", retention: options.isProduction ? "3 months" : "1 month" },
  // A schedule that fails is not tried again: the next one comes in minutes.
  retries: 0,
  transform: checkedFunction("search"),
});

/** An idle container is kept for minutes; a question that nobody asked keeps one for ever. */
if (options.keepWarm) {
  new sst.aws.CronV2("KeepWarm", {
    schedule: "rate(5 minutes)",
    function: search.arn,
    // Looks for a newer generation, too, so that no reader has to wait for it.
    event: { action: "refresh" },
  });
}

/** The function reads no keys as "let everybody in", and answers every request with an error when it cannot read them. */
function refuseNoKeys(keys: string): string {
  if (parseKeyList(keys).length > 0) return keys;
  throw new Error(
    'Cannot deploy: the secret ApiKeys is empty and must hold "id:sha256" of each key (docs/deploy.md tells how to make one); to let everybody in, set DATELINE_ACCESS=public',
  );
}
