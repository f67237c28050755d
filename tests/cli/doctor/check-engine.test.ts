import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { checkDomain } from "@dateline-search/cli/doctor/check-domain";
import { checkEngine, checkEngineClient } from "@dateline-search/cli/doctor/check-engine";
import { estimateEngineCost } from "@dateline-search/cli/doctor/engine-cost";
import { parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { SCHEMA_VERSION } from "@dateline-search/core/opensearch/index-schema";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

interface FakeAnswer {
  readonly status?: number;
  readonly body: unknown;
}

const STATE = {
  _index: "news-0123456789ab-1",
  _seq_no: 3,
  _primary_term: 1,
  _source: {
    state: {
      schemaVersion: SCHEMA_VERSION,
      generation: "0123456789abcdef",
      manifest: { passages: 12, model: { name: "all-MiniLM-L6-v2", fingerprint: "fedcba9876543210" } },
    },
  },
};
const KNN = { name: "opensearch-knn" };
const GREEN = {
  status: "green",
  number_of_data_nodes: 2,
  active_primary_shards: 1,
  active_shards: 2,
  unassigned_shards: 0,
};

const REFUSED: FakeAnswer = { status: 403, body: { error: "no permissions" } };

/** What a cluster answers in which nothing is wrong. The real one is asked in tests/opensearch. */
const SOUND: Readonly<Record<string, FakeAnswer>> = {
  "GET /": { body: { version: { distribution: "opensearch", number: "3.6.0" } } },
  "GET /_nodes/plugins": {
    body: { nodes: { A: { name: "a", plugins: [KNN] }, B: { name: "b", plugins: [KNN] } } },
  },
  "GET /news/_doc/state": { body: STATE },
  "GET /_cluster/health/news-0123456789ab-1": { body: GREEN },
  "POST /news-0123456789ab-1/_search": { body: { hits: { hits: [] } } },
  "PUT /news-0123456789ab-1/_doc/state": { status: 403, body: { error: "no permissions" } },
  "GET /_plugins/_security/authinfo": { body: { roles: ["dateline_search"] } },
  "GET /_plugins/_security/api/roles": REFUSED,
  "GET /not-news/_doc/state": REFUSED,
};

/** Checks a server that answers so, except where it is told otherwise. */
async function checkFake(differing: Readonly<Record<string, FakeAnswer>> = {}) {
  const answers = { ...SOUND, ...differing };
  const server = createServer((request, response) => {
    const path = (request.url ?? "").replace(/\?.*$/, "");
    const { status = 200, body } = answers[`${request.method} ${path}`] ?? { status: 400, body: {} };
    request.resume();
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const checks = await checkEngine(parseEngine(`opensearch=http://127.0.0.1:${port}/news`), undefined);
  return new Map(checks.map((check) => [check.name, check]));
}

test("a healthy cluster passes, and the doctor reports the rights of the credentials", async () => {
  const checks = await checkFake();
  expect([...checks.values()].map(({ status }) => status)).toEqual(["ok", "ok", "ok", "ok", "ok"]);
  expect(checks.get("engine rights")?.detail).toBe(
    "these credentials may search but not write, with the roles dateline_search",
  );
});

test.each([
  ["engine", "GET /", { version: { distribution: "opensearch", number: "2.19.1" } }, /use OpenSearch 3/],
  ["engine", "GET /", { version: { number: "8.1.0" } }, /use OpenSearch 3/],
  [
    "engine plugin",
    "GET /_nodes/plugins",
    { nodes: { A: { name: "a", plugins: [KNN] }, B: { name: "b", plugins: [] } } },
    /on every node/,
  ],
  [
    "engine copies",
    "GET /_cluster/health/news-0123456789ab-1",
    { ...GREEN, status: "yellow", active_shards: 1, unassigned_shards: 1 },
    /a shard and its replica need a node each/,
  ],
  [
    "engine copies",
    "GET /_cluster/health/news-0123456789ab-1",
    { ...GREEN, active_shards: 1 },
    /--replicas 1 --rebuild/,
  ],
  ["engine rights", "GET /_plugins/_security/api/roles", {}, /give each function a user/],
])("%s fails if %s returns %j", async (name, request, body, remedy) => {
  const checks = await checkFake({ [request]: { body } });
  expect(checks.get(name)).toMatchObject({ status: "failed", remedy: expect.stringMatching(remedy) });
});

test("a cluster that rejects the credentials or has no index fails with a remedy", async () => {
  const refused = await checkFake({ "GET /": { status: 401, body: {} } });
  expect([...refused.values()]).toMatchObject([
    { name: "engine", status: "failed", remedy: expect.stringContaining("docs/scale.md") },
  ]);
  const empty = await checkFake({ "GET /news/_doc/state": { status: 404, body: {} } });
  expect(empty.get("engine index")).toMatchObject({
    status: "failed",
    remedy: expect.stringContaining("dateline load"),
  });
});

test("rights on other indices are excessive, whatever the role's name", async () => {
  const checks = await checkFake({ "GET /not-news/_doc/state": { status: 404, body: {} } });
  expect(checks.get("engine rights")).toMatchObject({
    status: "failed",
    detail: expect.stringMatching(/roles dateline_search; they also may read other indices$/),
  });
});

test("what the credentials may not read is not checked and not a failure", async () => {
  const checks = await checkFake({
    "GET /": REFUSED,
    "GET /_nodes/plugins": REFUSED,
    "GET /_cluster/health/news-0123456789ab-1": REFUSED,
  });
  expect([...checks.values()].map(({ status }) => status)).toEqual([
    "not-checked",
    "not-checked",
    "ok",
    "not-checked",
    "ok",
  ]);
  expect(checks.get("engine copies")?.detail).toContain("cluster:monitor/health");
});

test("without a security plugin, the doctor reports that it cannot list more rights", async () => {
  const checks = await checkFake({
    "GET /_plugins/_security/authinfo": { status: 400, body: {} },
    "PUT /news-0123456789ab-1/_doc/state": { status: 409, body: {} },
  });
  expect(checks.get("engine rights")).toMatchObject({
    status: "ok",
    detail: expect.stringMatching(/^these credentials may search and write; the cluster does not list/),
  });
});

test("a package without the cluster's client fails with the command to run", () => {
  const bundles = temporaryFolder();
  const client = join(bundles, "search", "node_modules", "@opensearch-project", "opensearch");
  mkdirSync(client, { recursive: true });
  writeFileSync(join(client, "package.json"), "{}");
  expect(checkEngineClient(bundles, ["search", "ingest"])).toMatchObject([
    { name: "search client", status: "ok" },
    { name: "ingest client", status: "failed", remedy: expect.stringContaining("--opensearch") },
  ]);
});

test("the cost of a domain is that of its nodes and disks, independent of requests", () => {
  const cost = estimateEngineCost({ instanceType: "m6g.large.search", nodes: 3, volumeGb: 20 });
  // 3 × 730 h × $0.128 + 60 GB × $0.122.
  expect(cost?.usd).toBeCloseTo(280.32 + 7.32, 6);
  expect(cost?.lines.map(({ arithmetic }) => arithmetic)).toEqual([
    "2,190 hours of m6g.large.search × $0.128",
    "60 GB (gp3) × $0.122",
  ]);
  expect(estimateEngineCost({ instanceType: "x1.large.search", nodes: 3, volumeGb: 20 })).toBeUndefined();
});

test("a domain needs room for two indices with replicas on disk, and for vectors and graph in memory", () => {
  const domain = { instanceType: "m6g.large.search", nodes: 3, volumeGb: 20, version: "OpenSearch_3.5" };
  const load = { passages: 100_000, dimensions: 384, replicas: 1 };
  expect(checkDomain(domain, load).map(({ status }) => status)).toEqual(["ok", "ok"]);
  const many = checkDomain(domain, { ...load, passages: 10_000_000 });
  expect(many).toMatchObject([
    { status: "failed", remedy: expect.stringMatching(/^set DATELINE_ENGINE_VOLUME_GB=\d+ or more$/) },
    { status: "failed", remedy: expect.stringContaining("DATELINE_ENGINE_INSTANCE") },
  ]);
  const [, unknown] = checkDomain({ ...domain, instanceType: "x1.large.search" }, load);
  expect(unknown).toMatchObject({ status: "not-checked" });
});
