import { LOG_LEVELS } from "@dateline-search/functions/logger";
import { expect, test } from "vitest";
import { NEW_ACCOUNT_MEMORY_MB } from "../../infra/aws-limits.ts";
import { deploymentOptions } from "../../infra/deployment-options.ts";

/** Of no pair that signs anything. */
const TRUSTED_KEY = Buffer.alloc(32, 1).toString("base64");
const SCHEDULES = "rate(…) or cron(…), such as rate(15 minutes) or cron(0 6 * * ? *)";

test("a stage requires keys, and costs nothing while unused", () => {
  expect(deploymentOptions("ana", {})).toEqual({
    isProduction: false,
    access: "key",
    memoryMb: 1769,
    storageMb: 2048,
    runtime: "nodejs22.x",
    timeoutSeconds: 30,
    concurrency: "auto",
    ingestMemoryMb: 3008,
    ingestStorageMb: 4096,
    ingestTimeoutSeconds: 900,
    corsOrigins: [],
    rateLimit: undefined,
    cacheSeconds: 0,
    refreshSeconds: 60,
    rangedReads: "auto",
    logLevel: "info",
    reranker: undefined,
    router: false,
    domain: undefined,
    firewallRequests: undefined,
    page: false,
    feeds: [],
    feedSchedule: "rate(15 minutes)",
    embargoSchedule: undefined,
    trustedKeys: undefined,
    signIngest: false,
    maxObjectMb: 64,
    gcSchedule: undefined,
    alerts: false,
    alertSchedule: "rate(1 minute)",
    alertSecrets: [],
    alertTopics: [],
    alertsApi: false,
    gcKeep: 20,
    followFeeds: false,
    userAgent: undefined,
    sourceTimeZone: undefined,
    engine: undefined,
    keepWarm: false,
    alarmEmail: undefined,
    alarmAgeHours: undefined,
    budgetUsd: undefined,
  });
});

test("a stage limits its cost as far as the account allows, unless turned off", () => {
  expect(deploymentOptions("production", {})).toMatchObject({ isProduction: true, concurrency: "auto" });
  expect(deploymentOptions("ana", { DATELINE_CONCURRENCY: "7" }).concurrency).toBe(7);
  expect(deploymentOptions("production", { DATELINE_CONCURRENCY: "none" }).concurrency).toBeUndefined();
});

test("by default no function has more memory than a new account may use", () => {
  const { memoryMb, ingestMemoryMb } = deploymentOptions("production", {});
  expect(Math.max(memoryMb, ingestMemoryMb)).toBeLessThanOrEqual(NEW_ACCOUNT_MEMORY_MB);
});

test("feeds without new articles for two days raise an alarm, or for another time if set", () => {
  const hoursOf = (environment: Readonly<Record<string, string>>) =>
    deploymentOptions("ana", environment).alarmAgeHours;
  const DATELINE_FEEDS = "https://a.example/rss";
  expect([hoursOf({}), hoursOf({ DATELINE_FEEDS })]).toEqual([undefined, 48]);
  expect(hoursOf({ DATELINE_FEEDS, DATELINE_ALARM_AGE_HOURS: "none" })).toBeUndefined();
  expect(hoursOf({ DATELINE_ALARM_AGE_HOURS: "6" })).toBe(6);
});

test("the recipient of alarms also gets the budget, unless it is turned off", () => {
  const budgetOf = (environment: Readonly<Record<string, string>>) =>
    deploymentOptions("ana", environment).budgetUsd;
  expect(budgetOf({ DATELINE_ALARM_EMAIL: "desk@example.com" })).toBe(50);
  expect(budgetOf({ DATELINE_ALARM_EMAIL: "desk@example.com", DATELINE_BUDGET_USD: "none" })).toBeUndefined();
  expect(budgetOf({ DATELINE_BUDGET_USD: "120" })).toBeUndefined();
});

test("the environment overrides defaults; an empty variable does not", () => {
  const environment = {
    DATELINE_ACCESS: "public",
    DATELINE_MEMORY_MB: "3008",
    DATELINE_TMP_MB: "",
    DATELINE_CONCURRENCY: "7",
    DATELINE_RUNTIME: "nodejs24.x",
    DATELINE_TIMEOUT_SECONDS: "20",
    DATELINE_INGEST_MEMORY_MB: "10240",
    DATELINE_INGEST_TMP_MB: "8192",
    DATELINE_INGEST_TIMEOUT_SECONDS: "300",
    DATELINE_DOMAIN: "search.example.com",
    DATELINE_FIREWALL_REQUESTS: "1000",
    DATELINE_CORS_ORIGINS: "https://a.example, http://localhost:3000",
    DATELINE_RATE_LIMIT: "120/60",
    DATELINE_CACHE_SECONDS: "300",
    DATELINE_REFRESH_SECONDS: "5",
    DATELINE_RANGED_READS: "always",
    DATELINE_LOG_LEVEL: "debug",
    DATELINE_RERANKER: "ms-marco-MiniLM-L-6-v2",
    DATELINE_PAGE: "on",
    DATELINE_FEEDS: "https://a.example/rss\nhttps://b.example/atom.xml?n=1",
    DATELINE_FEED_SCHEDULE: "cron(0 6 * * ? *)",
    DATELINE_EMBARGO_SCHEDULE: "rate(1 minute)",
    DATELINE_GC_SCHEDULE: "rate(1 day)",
    DATELINE_ALERTS: "on",
    DATELINE_ALERT_SCHEDULE: "rate(2 minutes)",
    DATELINE_ALERT_SECRETS: "DESK, NIGHT2",
    DATELINE_ALERT_TOPICS: "arn:aws:sns:eu-west-1:123456789012:desk.fifo",
    DATELINE_GC_KEEP: "3",
    DATELINE_TRUSTED_KEYS: TRUSTED_KEY,
    DATELINE_SIGN_INGEST: "on",
    DATELINE_MAX_OBJECT_MB: "500",
    DATELINE_FOLLOW: "on",
    DATELINE_USER_AGENT: "desk@example.com reads your feed",
    DATELINE_SOURCE_TIME_ZONE: "yna.example=Asia/Seoul",
    DATELINE_KEEP_WARM: "on",
    DATELINE_ALARM_EMAIL: "desk@example.com",
    DATELINE_BUDGET_USD: "120",
  };
  expect(deploymentOptions("ana", environment)).toEqual({
    isProduction: false,
    access: "public",
    memoryMb: 3008,
    storageMb: 2048,
    concurrency: 7,
    runtime: "nodejs24.x",
    timeoutSeconds: 20,
    ingestMemoryMb: 10_240,
    ingestStorageMb: 8192,
    ingestTimeoutSeconds: 300,
    domain: "search.example.com",
    firewallRequests: 1000,
    corsOrigins: ["https://a.example", "http://localhost:3000"],
    rateLimit: "120/60",
    cacheSeconds: 300,
    refreshSeconds: 5,
    rangedReads: "always",
    logLevel: "debug",
    reranker: "ms-marco-MiniLM-L-6-v2",
    router: true,
    page: true,
    feeds: ["https://a.example/rss", "https://b.example/atom.xml?n=1"],
    feedSchedule: "cron(0 6 * * ? *)",
    embargoSchedule: "rate(1 minute)",
    trustedKeys: TRUSTED_KEY,
    signIngest: true,
    maxObjectMb: 500,
    gcSchedule: "rate(1 day)",
    alerts: true,
    alertSchedule: "rate(2 minutes)",
    alertSecrets: ["DESK", "NIGHT2"],
    alertTopics: ["arn:aws:sns:eu-west-1:123456789012:desk.fifo"],
    alertsApi: false,
    gcKeep: 3,
    followFeeds: true,
    userAgent: "desk@example.com reads your feed",
    sourceTimeZone: "yna.example=Asia/Seoul",
    engine: undefined,
    keepWarm: true,
    alarmEmail: "desk@example.com",
    alarmAgeHours: 48,
    budgetUsd: 120,
  });
});

test.each([
  ["DATELINE_ACCESS", "keys", "one of key, iam, public"],
  ["DATELINE_MEMORY_MB", "100", "a whole number from 512 to 10240"],
  ["DATELINE_MEMORY_MB", "2 GB", "a whole number from 512 to 10240"],
  ["DATELINE_TMP_MB", "20000", "a whole number from 512 to 10240"],
  ["DATELINE_SIGN_INGEST", "yes", '"on" or "off"'],
  ["DATELINE_MAX_OBJECT_MB", "0", "a whole number from 1 to 5000"],
  ["DATELINE_CONCURRENCY", "0", "a whole number from 1 to 10000"],
  ["DATELINE_CONCURRENCY", "some", "a whole number from 1 to 10000"],
  ["DATELINE_RUNTIME", "nodejs20.x", "one of nodejs22.x, nodejs24.x"],
  ["DATELINE_INGEST_MEMORY_MB", "512", "a whole number from 1024 to 10240"],
  ["DATELINE_INGEST_TIMEOUT_SECONDS", "901", "a whole number from 60 to 900"],
  ["DATELINE_CORS_ORIGINS", "example.com", 'origins such as "https://news.example", or "*"'],
  ["DATELINE_CORS_ORIGINS", "https://example.com/", 'origins such as "https://news.example", or "*"'],
  ["DATELINE_CORS_ORIGINS", "https://Example.com", 'origins such as "https://news.example", or "*"'],
  ["DATELINE_RATE_LIMIT", "120", 'requests per seconds such as "120/60"'],
  ["DATELINE_RATE_LIMIT", "0/60", 'requests per seconds such as "120/60"'],
  ["DATELINE_TIME_ZONE", "Asia/Soul", "a zone of the IANA database such as Asia/Seoul"],
  ["DATELINE_TRUSTED_KEYS", "MCowBQYDK2VwAyEA", "public ed25519 keys in base64"],
  ["DATELINE_FIREWALL_REQUESTS", "9", "a whole number from 10 to 2000000000"],
  ["DATELINE_DOMAIN", "https://search.example.com", "a name such as search.example.com, in lower case"],
  ["DATELINE_ALARM_EMAIL", "desk", "an address such as desk@example.com"],
  ["DATELINE_CACHE_SECONDS", "-1", "a whole number from 0 to 31622400"],
  ["DATELINE_REFRESH_SECONDS", "0.5", "a whole number from 0 to 31622400"],
  ["DATELINE_RANGED_READS", "maybe", "one of auto, never, always"],
  ["DATELINE_LOG_LEVEL", "verbose", "one of error, warn, info, debug"],
  ["DATELINE_ROUTER", "yes", '"on" or "off"'],
  ["DATELINE_FEEDS", "ftp://a.example/rss", "addresses that begin with https:// or http://"],
  ["DATELINE_FEED_SCHEDULE", "15 minutes", SCHEDULES],
  ["DATELINE_FEED_SCHEDULE", "rate(15)", SCHEDULES],
  ["DATELINE_GC_SCHEDULE", "cron(0 6 * * *)", SCHEDULES],
  ["DATELINE_ALERTS", "1", '"on" or "off"'],
  ["DATELINE_ALERT_SCHEDULE", "every minute", SCHEDULES],
  ["DATELINE_ALERT_TOPICS", "desk", "ARNs of SNS topics"],
  ["DATELINE_ALERT_SECRETS", "desk", "names of capital letters and digits such as DESK, but not ROOT"],
  ["DATELINE_ALERT_SECRETS", "ROOT", "names of capital letters and digits such as DESK, but not ROOT"],
])("%s may not be %j", (name, value, rule) => {
  expect(() => deploymentOptions("ana", { [name]: value })).toThrow(
    `Cannot deploy: ${name} must be ${rule}, it is "${value}"`,
  );
});

test("every log level of the functions can be set", () => {
  const levels = LOG_LEVELS.map((level) => deploymentOptions("ana", { DATELINE_LOG_LEVEL: level }).logLevel);
  expect(levels).toEqual(LOG_LEVELS);
});

test("a firewall needs a router, and a function behind a router has to answer in time", () => {
  expect(() => deploymentOptions("ana", { DATELINE_FIREWALL_REQUESTS: "1000" })).toThrow(
    /DATELINE_FIREWALL_REQUESTS needs the router/,
  );
  const slow = { DATELINE_TIMEOUT_SECONDS: "60" };
  expect(deploymentOptions("ana", slow).timeoutSeconds).toBe(60);
  expect(() => deploymentOptions("ana", { ...slow, DATELINE_ROUTER: "on" })).toThrow(
    /DATELINE_TIMEOUT_SECONDS may be 55 at most/,
  );
});

test("saving searches over HTTP needs known callers, and turns alerts on", () => {
  expect(deploymentOptions("ana", { DATELINE_ALERTS_API: "on" })).toMatchObject({
    alerts: true,
    alertsApi: true,
  });
  expect(() => deploymentOptions("ana", { DATELINE_ALERTS_API: "on", DATELINE_ACCESS: "public" })).toThrow(
    /everybody could save searches/,
  );
  expect(() => deploymentOptions("ana", { DATELINE_ALERT_SECRETS: "DESK" })).toThrow(
    /DATELINE_ALERT_SECRETS and DATELINE_ALERT_TOPICS need alerts/,
  );
});

test("IAM and a router cannot be combined", () => {
  expect(() => deploymentOptions("ana", { DATELINE_ACCESS: "iam", DATELINE_PAGE: "on" })).toThrow(
    /callers sign requests for the function's own URL, which a router hides/,
  );
});
