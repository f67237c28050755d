import { expect, test } from "vitest";
import { deploymentOptions } from "../../infra/deployment-options.ts";

const engineOf = (environment: Readonly<Record<string, string>>) =>
  deploymentOptions("ana", environment).engine;
const OWN = "opensearch=https://search.example.com:9200/news";
const OF_AWS = "opensearch=https://search-archive-abc.eu-west-1.es.amazonaws.com/news";
const ARN = "arn:aws:es:eu-west-1:123456789012:domain/archive";

test("there is no cluster by default", () => {
  expect(engineOf({})).toBeUndefined();
  expect(engineOf({ DATELINE_ENGINE_DOMAIN: "off" })).toBeUndefined();
});

test("a domain of the stack survives the loss of an availability zone", () => {
  expect(engineOf({ DATELINE_ENGINE_DOMAIN: "on" })).toEqual({
    location: undefined,
    alias: "news",
    user: undefined,
    loader: undefined,
    domainArn: undefined,
    certificates: undefined,
    domain: { instanceType: "m6g.large.search", nodes: 3, volumeGb: 20, version: "OpenSearch_3.5" },
    shards: 1,
    replicas: 1,
    loadSchedule: "rate(1 minute)",
  });
});

test("a single node has no replicas, because they would have no place", () => {
  const one = { DATELINE_ENGINE_DOMAIN: "on", DATELINE_ENGINE_NODES: "1" };
  expect(engineOf(one)).toMatchObject({ replicas: 0 });
});

test.each([
  [OWN, "news"],
  ["opensearch=https://a.example:9200,https://b.example:9200/old-news/", "old-news"],
  ["opensearch=https://a.example", "dateline"],
  ["opensearch=https://a.example:9200/", "dateline"],
])("of %s the alias is %s", (location, alias) => {
  expect(engineOf({ DATELINE_ENGINE: location })).toMatchObject({ location, alias });
});

test("both functions use the given user, unless the loader has its own", () => {
  const user = { DATELINE_ENGINE: OWN, DATELINE_ENGINE_USER: "reader" };
  expect(engineOf(user)).toMatchObject({ user: "reader", loader: "reader" });
  expect(engineOf({ ...user, DATELINE_ENGINE_LOADER: "loader" })).toMatchObject({ loader: "loader" });
});

test("requests to an AWS domain are signed, and name it, unless there is a user", () => {
  expect(engineOf({ DATELINE_ENGINE: OF_AWS, DATELINE_ENGINE_ARN: ARN })).toMatchObject({ domainArn: ARN });
  expect(engineOf({ DATELINE_ENGINE: OF_AWS, DATELINE_ENGINE_USER: "reader" })).toMatchObject({
    domainArn: undefined,
  });
  expect(() => engineOf({ DATELINE_ENGINE: OF_AWS })).toThrow(
    /set DATELINE_ENGINE_ARN, or DATELINE_ENGINE_USER/,
  );
});

test.each([
  [{ DATELINE_ENGINE: "https://a.example" }, /DATELINE_ENGINE must be an address such as opensearch=https/],
  [{ DATELINE_ENGINE: "opensearch=https://a.example/News" }, /DATELINE_ENGINE must be an address/],
  [{ DATELINE_ENGINE: OWN, DATELINE_ENGINE_DOMAIN: "on" }, /choose one of them/],
  [
    { DATELINE_ENGINE: OWN, DATELINE_ENGINE_ARN: "archive" },
    /DATELINE_ENGINE_ARN must be the ARN of a domain/,
  ],
  [{ DATELINE_ENGINE: "opensearch=https://x.eu-west-1.aoss.amazonaws.com" }, /OpenSearch Serverless/],
  [{ DATELINE_ENGINE_DOMAIN: "on", DATELINE_ENGINE_USER: "reader" }, /unset DATELINE_ENGINE_USER/],
  [{ DATELINE_ENGINE_DOMAIN: "on", DATELINE_ENGINE_INSTANCE: "m6g.large" }, /an instance type such as/],
  [{ DATELINE_ENGINE_DOMAIN: "on", DATELINE_ENGINE_VERSION: "OpenSearch_2.19" }, /version 3 or newer/],
  [{ DATELINE_ENGINE_DOMAIN: "on", DATELINE_ENGINE_NODES: "0" }, /a whole number from 1 to 80/],
  [{ DATELINE_ENGINE_DOMAIN: "on", DATELINE_LOAD_SCHEDULE: "often" }, /DATELINE_LOAD_SCHEDULE must be rate/],
])("%j is rejected", (environment, reason) => {
  expect(() => engineOf(environment)).toThrow(reason);
});

test("a password in the address is rejected without showing it", () => {
  const refusal = expect.objectContaining({ message: expect.not.stringContaining("hunter2") });
  expect(() => engineOf({ DATELINE_ENGINE: "opensearch=https://ann:hunter2@a.example" })).toThrow(refusal);
});
