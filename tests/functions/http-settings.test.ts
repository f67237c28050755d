import { createHash } from "node:crypto";
import { findApiKey, parseApiKeys, READING_SCOPES } from "@dateline-search/functions/api-keys";
import { OPEN_SETTINGS, readHttpSettings } from "@dateline-search/functions/http-settings";
import { expect, test } from "vitest";

const hashOf = (key: string) => createHash("sha256").update(key).digest("hex");

test("without variables, access is public", () => {
  expect(readHttpSettings({})).toEqual(OPEN_SETTINGS);
  expect(readHttpSettings({ DATELINE_API_KEYS: "", DATELINE_RATE_LIMIT: "" })).toEqual(OPEN_SETTINGS);
});

test("every setting can be set", () => {
  const settings = readHttpSettings({
    DATELINE_API_KEYS: `web:${hashOf("one")}:search, agents:${hashOf("two")}`,
    DATELINE_RATE_LIMIT: "120/60",
    DATELINE_CORS_ORIGINS: "https://news.example http://localhost:3000",
    DATELINE_CACHE_SECONDS: "300",
  });
  expect(settings).toMatchObject({
    apiKeys: [
      { id: "web", scopes: ["search"] },
      { id: "agents", scopes: READING_SCOPES },
    ],
    rateLimit: { requests: 120, seconds: 60 },
    corsOrigins: ["https://news.example", "http://localhost:3000"],
    cacheSeconds: 300,
  });
});

test.each([
  [{ DATELINE_RATE_LIMIT: "0/60" }, /DATELINE_RATE_LIMIT must be .* it is "0\/60"/],
  [{ DATELINE_RATE_LIMIT: "many" }, /it is "many"/],
  [{ DATELINE_CORS_ORIGINS: "https://news.example/page" }, /it is "https:\/\/news.example\/page"/],
  [{ DATELINE_CACHE_SECONDS: "-1" }, /it is "-1"/],
  [{ DATELINE_API_KEYS: `a:${hashOf("x")},a:${hashOf("y")}` }, /"a" is listed twice/],
  [
    { DATELINE_API_KEYS: `a:${hashOf("x")}:delete` },
    /the scopes of "a" must be some of search, articles, mcp, alerts/,
  ],
])("%o is rejected", (environment, reason) => {
  expect(() => readHttpSettings(environment)).toThrow(reason);
});

test("a key instead of its hash is rejected without showing it", () => {
  const secret = "s3cret-key-that-nobody-may-see";
  const read = () => readHttpSettings({ DATELINE_API_KEYS: `web:${secret}` });
  expect(read).toThrow(/entry 1 is not "id:sha256"/);
  expect(read).not.toThrow(secret);
});

test("a key is found by its hash, and an old key works besides the new one", () => {
  const keys = parseApiKeys(`old:${hashOf("one")} new:${hashOf("two")}`);
  expect([findApiKey(keys, "one")?.id, findApiKey(keys, "two")?.id]).toEqual(["old", "new"]);
  expect(findApiKey(keys, "three")).toBeUndefined();
  expect(findApiKey(keys, hashOf("one"))).toBeUndefined();
});
