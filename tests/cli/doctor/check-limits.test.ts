import { checkLimits } from "@dateline-search/cli/doctor/check-limits";
import { expect, test } from "vitest";
import { deploymentOptions } from "../../../infra/deployment-options.ts";

type Environment = Readonly<Record<string, string>>;

function keysOf(count: number): string {
  return Array.from({ length: count }, (_, index) => `reader-${index}:${"a".repeat(64)}`).join(" ");
}

function statuses(environment: Environment, keys = keysOf(1)): Readonly<Record<string, string>> {
  const checks = checkLimits(deploymentOptions("ana", environment), keys);
  return Object.fromEntries(checks.map(({ name, status }) => [name, status]));
}

test("the defaults are within all limits", () => {
  expect(statuses({})).toEqual({
    "search variables": "ok",
    "ingest variables": "ok",
    "search settings": "ok",
    "ingest settings": "ok",
    "memory limit": "ok",
  });
});

test("40 keys fit into the variables and 60 do not, but 500 feeds do, because they are in an object", () => {
  expect(statuses({}, keysOf(40))["search variables"]).toBe("ok");
  expect(checkLimits(deploymentOptions("ana", {}), keysOf(60))).toContainEqual({
    name: "search variables",
    status: "failed",
    detail: expect.stringMatching(/^\d{4} of 4096 bytes$/),
    remedy: "use fewer keys or shorter settings",
  });
  const feeds = Array.from({ length: 500 }, (_, index) => `https://news.example/feeds/${index}.xml`);
  expect(statuses({ DATELINE_FEEDS: feeds.join(" ") })).toMatchObject({
    "ingest variables": "ok",
    "ingest settings": "ok",
  });
});

test("settings that would make the function fail every request are found", () => {
  expect(statuses({ DATELINE_RERANKER: "no-such-model" })["search settings"]).toBe("failed");
  expect(statuses({}, `a:${"a".repeat(64)}:serach`)["search settings"]).toBe("failed");
});

test("memory above the limit of a new account is reported as not checked", () => {
  expect(statuses({ DATELINE_INGEST_MEMORY_MB: "3009" })["memory limit"]).toBe("not-checked");
  expect(statuses({ DATELINE_MEMORY_MB: "3008" })["memory limit"]).toBe("ok");
});

test("origins are checked against the limits of a function URL", () => {
  const origins = (count: number) =>
    Array.from({ length: count }, (_, index) => `https://a${index}.example`).join(" ");
  expect(statuses({ DATELINE_CORS_ORIGINS: origins(30) })["CORS"]).toBe("ok");
  expect(statuses({ DATELINE_CORS_ORIGINS: origins(101) })["CORS"]).toBe("failed");
  expect(statuses({ DATELINE_CORS_ORIGINS: `https://${"a".repeat(60)}.${"b".repeat(200)}` })["CORS"]).toBe(
    "failed",
  );
});

test("with a router, the headers of its cache policy are counted", () => {
  expect(statuses({ DATELINE_ROUTER: "on" })["cache policy"]).toBe("ok");
});

test("the settings of a cluster are read as the functions will, and count against the variables", () => {
  const engine = {
    DATELINE_ENGINE: "opensearch=https://search.example.com/news",
    DATELINE_ENGINE_USER: "reader",
  };
  expect(statuses(engine)).toMatchObject({ "search variables": "ok", "search settings": "ok" });
  expect(statuses({ DATELINE_ENGINE_DOMAIN: "on" })).toMatchObject({ "search settings": "ok" });
  const certificates = { ...engine, DATELINE_ENGINE_CERTIFICATES: "c".repeat(4_096) };
  expect(statuses(certificates)).toMatchObject({
    "search variables": "failed",
    "ingest variables": "failed",
  });
});
