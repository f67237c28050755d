import type { DeploymentOptions } from "./deployment-options";

/** The environment variables of a function. */
export type FunctionEnvironment = Readonly<Record<string, string>>;

/** Object below the index's prefix with the addresses of feeds, which may exceed the limit of variables. */
export const FEED_LIST = "feeds.txt";

/** Variables of the search function, except the store and the keys, which are only known during deployment. */
export function searchEnvironment(options: DeploymentOptions): FunctionEnvironment {
  return {
    DATELINE_CACHE_SECONDS: String(options.cacheSeconds),
    DATELINE_REFRESH_SECONDS: String(options.refreshSeconds),
    DATELINE_RANGED_READS: options.rangedReads,
    DATELINE_LOG_LEVEL: options.logLevel,
    ...given("DATELINE_TIME_ZONE", options.timeZone),
    ...given("DATELINE_RERANKER", options.reranker),
    ...given("DATELINE_TRUSTED_KEYS", options.trustedKeys),
    ...given("DATELINE_RATE_LIMIT", options.rateLimit),
    ...(options.alertsApi && { DATELINE_ALERTS_API: "on" }),
    ...given("DATELINE_TOOL_ORIGINS", options.corsOrigins.join(" ") || undefined),
  };
}

/** Variables of the ingest function, except the store. */
export function ingestEnvironment(options: DeploymentOptions): FunctionEnvironment {
  return {
    DATELINE_LOG_LEVEL: options.logLevel,
    DATELINE_MAX_OBJECT_MB: String(options.maxObjectMb),
    // Lets it reject what the search function would refuse to open.
    ...given("DATELINE_TRUSTED_KEYS", options.trustedKeys),
    ...(options.feeds.length > 0 && { DATELINE_FEED_LIST: FEED_LIST }),
    ...(options.followFeeds && { DATELINE_FOLLOW: "on" }),
    ...given("DATELINE_USER_AGENT", options.userAgent),
    ...given("DATELINE_SOURCE_TIME_ZONE", options.sourceTimeZone),
    ...(options.alerts && { DATELINE_ALERTS: "on", ...given("DATELINE_TIME_ZONE", options.timeZone) }),
  };
}

function given(name: string, value: string | undefined): FunctionEnvironment {
  return value === undefined ? {} : { [name]: value };
}
