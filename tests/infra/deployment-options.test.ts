import { LOG_LEVELS } from "@dateline-search/functions/logger";
import { expect, test } from "vitest";
import { deploymentOptions } from "../../infra/deployment-options.ts";

test("a stage asks for keys, and costs nothing while nobody asks", () => {
  expect(deploymentOptions("ana", {})).toEqual({
    isProduction: false,
    access: "key",
    memoryMb: 1769,
    storageMb: 2048,
    concurrency: undefined,
    corsOrigins: [],
    rateLimit: undefined,
    cacheSeconds: 0,
    refreshSeconds: 60,
    logLevel: "info",
    reranker: undefined,
    router: false,
    page: false,
    feeds: [],
    feedSchedule: "rate(15 minutes)",
    embargoSchedule: undefined,
    trustedKeys: undefined,
    signIngest: false,
    maxObjectMb: 64,
    gcSchedule: undefined,
    gcKeep: 20,
    followFeeds: false,
    userAgent: undefined,
    keepWarm: false,
    alarmEmail: undefined,
    budgetUsd: undefined,
  });
});

test("production bounds what it can cost, unless it is told not to", () => {
  expect(deploymentOptions("production", {})).toMatchObject({ isProduction: true, concurrency: 20 });
  expect(deploymentOptions("production", { DATELINE_CONCURRENCY: "none" }).concurrency).toBeUndefined();
});

test("whoever is told of alarms is told of costs, unless there is to be no budget", () => {
  const budgetOf = (environment: Readonly<Record<string, string>>) =>
    deploymentOptions("ana", environment).budgetUsd;
  expect(budgetOf({ DATELINE_ALARM_EMAIL: "desk@example.com" })).toBe(50);
  expect(budgetOf({ DATELINE_ALARM_EMAIL: "desk@example.com", DATELINE_BUDGET_USD: "none" })).toBeUndefined();
  expect(budgetOf({ DATELINE_BUDGET_USD: "120" })).toBeUndefined();
});

test("the environment says what is to be different; an empty variable says nothing", () => {
  const environment = {
    DATELINE_ACCESS: "public",
    DATELINE_MEMORY_MB: "3008",
    DATELINE_TMP_MB: "",
    DATELINE_CONCURRENCY: "7",
    DATELINE_CORS_ORIGINS: "https://a.example, http://localhost:3000",
    DATELINE_RATE_LIMIT: "120/60",
    DATELINE_CACHE_SECONDS: "300",
    DATELINE_REFRESH_SECONDS: "5",
    DATELINE_LOG_LEVEL: "debug",
    DATELINE_RERANKER: "ms-marco-MiniLM-L-6-v2",
    DATELINE_PAGE: "on",
    DATELINE_FEEDS: "https://a.example/rss\nhttps://b.example/atom.xml?n=1",
    DATELINE_FEED_SCHEDULE: "cron(0 6 * * ? *)",
    DATELINE_EMBARGO_SCHEDULE: "rate(1 minute)",
    DATELINE_GC_SCHEDULE: "rate(1 day)",
    DATELINE_GC_KEEP: "3",
    DATELINE_TRUSTED_KEYS: "MCowBQYDK2VwAyEA",
    DATELINE_SIGN_INGEST: "on",
    DATELINE_MAX_OBJECT_MB: "500",
    DATELINE_FOLLOW: "on",
    DATELINE_USER_AGENT: "desk@example.com reads your feed",
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
    corsOrigins: ["https://a.example", "http://localhost:3000"],
    rateLimit: "120/60",
    cacheSeconds: 300,
    refreshSeconds: 5,
    logLevel: "debug",
    reranker: "ms-marco-MiniLM-L-6-v2",
    router: true,
    page: true,
    feeds: ["https://a.example/rss", "https://b.example/atom.xml?n=1"],
    feedSchedule: "cron(0 6 * * ? *)",
    embargoSchedule: "rate(1 minute)",
    trustedKeys: "MCowBQYDK2VwAyEA",
    signIngest: true,
    maxObjectMb: 500,
    gcSchedule: "rate(1 day)",
    gcKeep: 3,
    followFeeds: true,
    userAgent: "desk@example.com reads your feed",
    keepWarm: true,
    alarmEmail: "desk@example.com",
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
  ["DATELINE_CORS_ORIGINS", "example.com", 'origins such as https://example.com, or "*"'],
  ["DATELINE_CORS_ORIGINS", "https://example.com/", 'origins such as https://example.com, or "*"'],
  ["DATELINE_CACHE_SECONDS", "-1", "a whole number from 0 to 31622400"],
  ["DATELINE_REFRESH_SECONDS", "0.5", "a whole number from 0 to 31622400"],
  ["DATELINE_LOG_LEVEL", "verbose", "one of error, warn, info, debug"],
  ["DATELINE_ROUTER", "yes", '"on" or "off"'],
  ["DATELINE_FEEDS", "ftp://a.example/rss", "addresses that begin with https:// or http://"],
  ["DATELINE_FEED_SCHEDULE", "15 minutes", "rate(…) or cron(…)"],
])("%s may not be %j", (name, value, rule) => {
  expect(() => deploymentOptions("ana", { [name]: value })).toThrow(
    `Cannot deploy: ${name} must be ${rule}, it is "${value}"`,
  );
});

test("every level that the functions know can be set", () => {
  const levels = LOG_LEVELS.map((level) => deploymentOptions("ana", { DATELINE_LOG_LEVEL: level }).logLevel);
  expect(levels).toEqual(LOG_LEVELS);
});

test("IAM and a router do not go together", () => {
  expect(() => deploymentOptions("ana", { DATELINE_ACCESS: "iam", DATELINE_PAGE: "on" })).toThrow(
    /callers sign for the function's own URL, which a router hides/,
  );
});
