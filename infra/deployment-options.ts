import { createPublicKey } from "node:crypto";
import { AWS_LIMITS } from "./aws-limits";
import { type EngineOptions, readEngineOptions } from "./engine-options";
import { type Environment, EnvironmentReader, mustBe, type Schedule, wrong } from "./environment-reader";
import { parseOrigins, parseRateLimit } from "./function-settings";

/** Everything about a deployment that differs between stages or is the user's choice. */
export interface DeploymentOptions {
  /** True for a production stage. Removing its stack keeps the data. */
  readonly isProduction: boolean;
  /** How the function authenticates callers: by API key, by IAM signature, or not at all. */
  readonly access: Access;
  /** Runtime of both functions. */
  readonly runtime: Runtime;
  /** Memory of the search function in MB; 1,769 MB include one full CPU. */
  readonly memoryMb: number;
  /** Its /tmp in MB. Must fit two generations, because the old one answers until the new one is open. */
  readonly storageMb: number;
  /** Timeout of the search function. */
  readonly timeoutSeconds: number;
  /**
   * Maximum number of its containers, which limits what a flood can cost. `auto` reserves up to 20 as far as
   * the account allows, possibly none; `undefined` reserves none.
   */
  readonly concurrency: number | "auto" | undefined;
  /** Memory of the ingest function, in MB. */
  readonly ingestMemoryMb: number;
  readonly ingestStorageMb: number;
  readonly ingestTimeoutSeconds: number;
  /** Origins whose pages may read answers of the function's URL. */
  readonly corsOrigins: readonly string[];
  /** Requests per address and container, such as "120/60": per 60 seconds. */
  readonly rateLimit: string | undefined;
  /** How long browsers and the router may reuse an answer without revalidation. */
  readonly cacheSeconds: number;
  /** How long the search function trusts the latest generation before it checks again. */
  readonly refreshSeconds: number;
  /** Whether the search function answers from ranges of the index before it has all of it. */
  readonly rangedReads: RangedReads;
  /** Least severe level that the functions log. */
  readonly logLevel: LogLevel;
  /**
   * Public ed25519 keys: the search function opens only generations signed with one of them; `undefined`
   * opens any.
   */
  readonly trustedKeys: string | undefined;
  /** Gives the ingest function the secret SigningKey to sign its generations. */
  readonly signIngest: boolean;
  /** Maximum size of an object that the ingest function reads, in MB. */
  readonly maxObjectMb: number;
  /** Puts CloudFront in front of the function, which caches answers that allow it. */
  readonly router: boolean;
  /** Domain name of the router, in a Route 53 zone; `undefined` for CloudFront's own name. */
  readonly domain: string | undefined;
  /**
   * Requests per address in five minutes that the firewall lets through to the router; `undefined` for no
   * firewall.
   */
  readonly firewallRequests: number | undefined;
  /** Reranker in the package for the best passages; `undefined` for none. */
  readonly reranker: string | undefined;
  /** IANA time zone for "today"; `undefined` for UTC. */
  readonly timeZone: string | undefined;
  /** Serves the search page from the router, next to the function. */
  readonly page: boolean;
  /** RSS and Atom feeds to read on a schedule. */
  readonly feeds: readonly string[];
  readonly feedSchedule: Schedule;
  /** How often to check for ended embargoes; `undefined` to check only when something is ingested. */
  readonly embargoSchedule: Schedule | undefined;
  /** How often to delete unneeded generations; `undefined` for never. */
  readonly gcSchedule: Schedule | undefined;
  /** How many of the newest generations to keep. */
  readonly gcKeep: number;
  /** Matches new articles against saved searches in the ingest function, and sends alerts. */
  readonly alerts: boolean;
  /** How often to retry undelivered messages. */
  readonly alertSchedule: Schedule;
  /** Names of webhook signing secrets, such as `DESK` for the secret AlertSecretDesk. */
  readonly alertSecrets: readonly string[];
  /** ARNs of SNS topics that alerts may be published to. */
  readonly alertTopics: readonly string[];
  /** Lets API keys with the scope alerts save searches through the search function. */
  readonly alertsApi: boolean;
  /** Reads the pages of feed entries that are only summaries. */
  readonly followFeeds: boolean;
  /** User-Agent for feed servers; `undefined` for Dateline's own. */
  readonly userAgent: string | undefined;
  /** Zones of times without one in feeds, such as `Asia/Seoul`, or `yna.example=Asia/Seoul` for some of them. */
  readonly sourceTimeZone: string | undefined;
  /** A cluster of OpenSearch that answers instead of the index in the bucket; `undefined` for none. */
  readonly engine: EngineOptions | undefined;
  /** Invokes the search function every five minutes to keep one container warm. */
  readonly keepWarm: boolean;
  /** E-mail address for alarms. */
  readonly alarmEmail: string | undefined;
  /** Alarm after this many hours without a publication; `undefined` for no such alarm. */
  readonly alarmAgeHours: number | undefined;
  /** Alarm above this monthly cost of the account, in US dollars; `undefined` for no such alarm. */
  readonly budgetUsd: number | undefined;
}

export const ACCESS = ["key", "iam", "public"] as const;
export type Access = (typeof ACCESS)[number];
/** From the least verbose to the most. The functions accept only these. */
const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
/** The search function accepts only these. */
export const RANGED_READS = ["auto", "never", "always"] as const;
export type RangedReads = (typeof RANGED_READS)[number];
/** Lambda's Node runtimes that the packages are tested with. */
export const RUNTIMES = ["nodejs22.x", "nodejs24.x"] as const;
export type Runtime = (typeof RUNTIMES)[number];

const PRODUCTION = "production";
/** Measured: docs/deploy.md explains how the figures were chosen. */
const MEMORY_MB = 1769;
const STORAGE_MB = 2048;
const TIMEOUT_SECONDS = 30;
/** The maximum of a new account, because embedding dominates. */
const INGEST_MEMORY_MB = 3008;
const INGEST_STORAGE_MB = 4096;
/** CloudFront's maximum wait unless AWS Support raises it. It must exceed the function's timeout. */
const ROUTER_WAIT_SECONDS = 60;
/** How much longer the router waits than the function may take, so that the function reports what went wrong. */
export const ROUTER_MARGIN_SECONDS = 5;
const YEAR_SECONDS = 366 * 24 * 3600;
const REFRESH_SECONDS = 60;
/** Limits of AWS WAF: https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html */
const FIREWALL_REQUESTS = { least: 10, most: 2_000_000_000 };
/** A stage with feeds should get new articles every day. */
const FEEDS_AGE_HOURS = 48;
const GC_KEEP = 20;
/** Larger objects would need more invocations than their message has attempts. */
const MAX_OBJECT_MB = 64;
/** Several times the cost of a small newsroom: docs/deploy.md. */
const BUDGET_USD = 50;

/**
 * The options of a stage: its defaults, overridden by the environment (or SST's `.env` and `.env.STAGE`
 * files).
 *
 * @throws Error that names the variable and its value
 */
export function deploymentOptions(stage: string, environment: Environment): DeploymentOptions {
  const read = new EnvironmentReader(environment);
  const options: DeploymentOptions = {
    isProduction: stage === PRODUCTION,
    ...readCommonOptions(read),
    ...readSearchOptions(read),
    ...readRouterOptions(read),
    ...readIngestOptions(read),
    ...readAlertOptions(read),
    ...readAlarmOptions(read),
    engine: readEngineOptions(read),
  };
  assertTogether(options);
  return options;
}

/** Options of both functions. */
function readCommonOptions(read: EnvironmentReader) {
  return {
    runtime: read.choice("DATELINE_RUNTIME", RUNTIMES, "nodejs22.x"),
    logLevel: read.choice("DATELINE_LOG_LEVEL", LOG_LEVELS, "info"),
    trustedKeys: read.checked("DATELINE_TRUSTED_KEYS", checkTrustedKeys),
    timeZone: read.checked("DATELINE_TIME_ZONE", checkTimeZone),
  };
}

function readSearchOptions(read: EnvironmentReader) {
  return {
    access: read.choice("DATELINE_ACCESS", ACCESS, "key"),
    memoryMb: read.whole("DATELINE_MEMORY_MB", { ...MEMORY, fallback: MEMORY_MB }),
    storageMb: readStorageMb(read),
    timeoutSeconds: read.whole("DATELINE_TIMEOUT_SECONDS", {
      least: 5,
      most: 900,
      fallback: TIMEOUT_SECONDS,
    }),
    concurrency: read.concurrency("DATELINE_CONCURRENCY"),
    corsOrigins: read.parsed("DATELINE_CORS_ORIGINS", parseOrigins) ?? [],
    rateLimit: read.checked("DATELINE_RATE_LIMIT", parseRateLimit),
    cacheSeconds: read.whole("DATELINE_CACHE_SECONDS", { least: 0, most: YEAR_SECONDS, fallback: 0 }),
    refreshSeconds: read.whole("DATELINE_REFRESH_SECONDS", {
      least: 0,
      most: YEAR_SECONDS,
      fallback: REFRESH_SECONDS,
    }),
    rangedReads: read.choice("DATELINE_RANGED_READS", RANGED_READS, "auto"),
    reranker: read.text("DATELINE_RERANKER"),
    keepWarm: read.flag("DATELINE_KEEP_WARM", false),
  };
}

function readStorageMb(read: EnvironmentReader): number {
  return read.whole("DATELINE_TMP_MB", { ...AWS_LIMITS.storageMb, fallback: STORAGE_MB });
}

function readRouterOptions(read: EnvironmentReader) {
  const page = read.flag("DATELINE_PAGE", false);
  const domain = read.checked("DATELINE_DOMAIN", checkDomain);
  return {
    page,
    domain,
    router: page || domain !== undefined || read.flag("DATELINE_ROUTER", false),
    firewallRequests: read.limit("DATELINE_FIREWALL_REQUESTS", undefined, FIREWALL_REQUESTS),
  };
}

function readIngestOptions(read: EnvironmentReader) {
  return {
    ingestMemoryMb: read.whole("DATELINE_INGEST_MEMORY_MB", {
      ...MEMORY,
      least: 1024,
      fallback: INGEST_MEMORY_MB,
    }),
    ingestStorageMb: read.whole("DATELINE_INGEST_TMP_MB", {
      ...AWS_LIMITS.storageMb,
      fallback: Math.max(readStorageMb(read), INGEST_STORAGE_MB),
    }),
    ingestTimeoutSeconds: read.whole("DATELINE_INGEST_TIMEOUT_SECONDS", {
      least: 60,
      most: AWS_LIMITS.timeoutSeconds.most,
      fallback: AWS_LIMITS.timeoutSeconds.most,
    }),
    signIngest: read.flag("DATELINE_SIGN_INGEST", false),
    maxObjectMb: read.whole("DATELINE_MAX_OBJECT_MB", { least: 1, most: 5_000, fallback: MAX_OBJECT_MB }),
    feeds: readFeeds(read),
    feedSchedule: read.schedule("DATELINE_FEED_SCHEDULE", "rate(15 minutes)"),
    followFeeds: read.flag("DATELINE_FOLLOW", false),
    userAgent: read.text("DATELINE_USER_AGENT"),
    sourceTimeZone: read.text("DATELINE_SOURCE_TIME_ZONE"),
    embargoSchedule: read.schedule("DATELINE_EMBARGO_SCHEDULE", undefined),
    gcSchedule: read.schedule("DATELINE_GC_SCHEDULE", undefined),
    gcKeep: read.whole("DATELINE_GC_KEEP", { least: 1, most: 10_000, fallback: GC_KEEP }),
  };
}

function readFeeds(read: EnvironmentReader): readonly string[] {
  return read.list("DATELINE_FEEDS").map(checkFeed);
}

function readAlertOptions(read: EnvironmentReader) {
  const alertsApi = read.flag("DATELINE_ALERTS_API", false);
  return {
    alertsApi,
    alerts: alertsApi || read.flag("DATELINE_ALERTS", false),
    alertSchedule: read.schedule("DATELINE_ALERT_SCHEDULE", "rate(1 minute)"),
    alertSecrets: read.list("DATELINE_ALERT_SECRETS").map(checkAlertSecret),
    alertTopics: read.list("DATELINE_ALERT_TOPICS").map(checkTopic),
  };
}

function readAlarmOptions(read: EnvironmentReader) {
  const alarmEmail = read.checked("DATELINE_ALARM_EMAIL", checkEmail);
  const ageHours = readFeeds(read).length > 0 ? FEEDS_AGE_HOURS : undefined;
  return {
    alarmEmail,
    alarmAgeHours: read.limit("DATELINE_ALARM_AGE_HOURS", ageHours),
    budgetUsd: alarmEmail === undefined ? undefined : read.limit("DATELINE_BUDGET_USD", BUDGET_USD),
  };
}

/** @throws Error for options that exclude one another */
function assertTogether({
  access,
  router,
  firewallRequests,
  timeoutSeconds,
  alerts,
  alertsApi,
  alertSecrets,
  alertTopics,
}: DeploymentOptions): void {
  if (alertsApi && access === "public") {
    throw new Error(
      'Cannot deploy: with DATELINE_ACCESS "public" everybody could save searches and cause messages; choose the access "key", or unset DATELINE_ALERTS_API',
    );
  }
  if (alertSecrets.length + alertTopics.length > 0 && !alerts) {
    throw new Error(
      "Cannot deploy: DATELINE_ALERT_SECRETS and DATELINE_ALERT_TOPICS need alerts; set DATELINE_ALERTS=on",
    );
  }
  if (access === "iam" && router) {
    throw new Error(
      'Cannot deploy: with DATELINE_ACCESS "iam" callers sign requests for the function\'s own URL, which a router hides; unset DATELINE_ROUTER, DATELINE_PAGE and DATELINE_DOMAIN, or choose the access "key"',
    );
  }
  if (firewallRequests !== undefined && !router) {
    throw new Error(
      "Cannot deploy: DATELINE_FIREWALL_REQUESTS needs the router, because AWS WAF cannot protect a function's URL; set DATELINE_ROUTER=on",
    );
  }
  const most = ROUTER_WAIT_SECONDS - ROUTER_MARGIN_SECONDS;
  if (router && timeoutSeconds > most) {
    throw new Error(
      `Cannot deploy: with a router DATELINE_TIMEOUT_SECONDS may be ${most} at most, because CloudFront waits no longer, it is "${timeoutSeconds}"`,
    );
  }
}

const MEMORY = { least: 512, most: AWS_LIMITS.memoryMb.most };

function checkTimeZone(value: string, name: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
  } catch {
    throw new Error(mustBe(name, value, "a zone of the IANA database such as Asia/Seoul"));
  }
}

const RAW_KEY_BYTES = 32;
/** `SubjectPublicKeyInfo` of an ed25519 key up to the key itself (RFC 8410). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

function checkTrustedKeys(value: string, name: string): void {
  const wrongKey = value
    .split(/[\s,]+/)
    .filter((key) => key !== "")
    .find((key) => !isTrustedKey(key));
  if (wrongKey !== undefined) throw new Error(mustBe(name, wrongKey, "public ed25519 keys in base64"));
}

function isTrustedKey(text: string): boolean {
  const bytes = Buffer.from(text, "base64");
  const key = bytes.length === RAW_KEY_BYTES ? Buffer.concat([SPKI_PREFIX, bytes]) : bytes;
  try {
    return createPublicKey({ key, format: "der", type: "spki" }).asymmetricKeyType === "ed25519";
  } catch {
    return false;
  }
}

function checkDomain(value: string, name: string): void {
  const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  if (new RegExp(`^(${label}\\.)+${label}$`).test(value) && value.length <= 253) return;
  throw new Error(mustBe(name, value, "a name such as search.example.com, in lower case"));
}

function checkEmail(value: string, name: string): void {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return;
  throw new Error(mustBe(name, value, "an address such as desk@example.com"));
}

/** The function derives other secrets from ROOT. */
function checkAlertSecret(name: string): string {
  if (/^[A-Z][A-Z0-9]{0,31}$/.test(name) && name !== "ROOT") return name;
  throw wrong(
    "DATELINE_ALERT_SECRETS",
    name,
    "names of capital letters and digits such as DESK, but not ROOT",
  );
}

function checkTopic(arn: string): string {
  if (/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/.test(arn)) return arn;
  throw wrong("DATELINE_ALERT_TOPICS", arn, "ARNs of SNS topics");
}

function checkFeed(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw wrong("DATELINE_FEEDS", url, "addresses that begin with https:// or http://");
}
