import { parseTrustedKeys } from "@dateline-search/core/generation/signature";
import { readTimeZone } from "@dateline-search/functions/function-options";
import { readHttpSettings } from "@dateline-search/functions/http-settings";
import { expect, test } from "vitest";
import { deploymentOptions } from "../../infra/deployment-options.ts";
import { parseKeyList } from "../../infra/function-settings.ts";

const HASH = "a".repeat(64);
const KEY = Buffer.alloc(32, 1).toString("base64");

function isAccepted(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

/** The variable, a value, and whether it may be used. */
test.each([
  ["DATELINE_RATE_LIMIT", "120/60", true],
  ["DATELINE_RATE_LIMIT", "120 / 60", false],
  ["DATELINE_RATE_LIMIT", "1000000/60", false],
  ["DATELINE_RATE_LIMIT", "120/minute", false],
  ["DATELINE_CORS_ORIGINS", "https://a.example, http://localhost:3000", true],
  ["DATELINE_CORS_ORIGINS", "*", true],
  ["DATELINE_CORS_ORIGINS", "https://A.example", false],
  ["DATELINE_CORS_ORIGINS", "https://a.example:443", false],
  ["DATELINE_CORS_ORIGINS", "https://a.example/", false],
  ["DATELINE_CACHE_SECONDS", "300", true],
  ["DATELINE_CACHE_SECONDS", "1.5", false],
  ["DATELINE_TIME_ZONE", "Asia/Seoul", true],
  ["DATELINE_TIME_ZONE", "Seoul", false],
  ["DATELINE_TRUSTED_KEYS", `${KEY}, ${KEY}`, true],
  ["DATELINE_TRUSTED_KEYS", "not a key", false],
])("%s %j can be deployed exactly if the function can read it: %s", (name, value, isGood) => {
  const environment = { [name]: value };
  const read = () => {
    readHttpSettings(environment);
    readTimeZone(environment["DATELINE_TIME_ZONE"]);
    parseTrustedKeys(environment["DATELINE_TRUSTED_KEYS"]);
  };
  expect([isAccepted(() => deploymentOptions("ana", environment)), isAccepted(read)]).toEqual([
    isGood,
    isGood,
  ]);
});

test.each([
  [`a:${HASH}`, true],
  [`a:${HASH}:search+mcp b:${HASH.toUpperCase()}`, true],
  [`a:${HASH}:serach`, false],
  [`a:${HASH}, a:${HASH}`, false],
  [`${"a".repeat(65)}:${HASH}`, false],
  [`${"a".repeat(64)}:${HASH}`, true],
  [`a:${HASH}:`, false],
  [`a:${HASH}:search+`, false],
  ["a:key-itself", false],
])("the deployment and the function agree on the list of keys %j: %s", (keys, isGood) => {
  const accepted = [
    isAccepted(() => parseKeyList(keys)),
    isAccepted(() => readHttpSettings({ DATELINE_API_KEYS: keys })),
  ];
  expect(accepted).toEqual([isGood, isGood]);
});
