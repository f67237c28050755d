import { readFileSync } from "node:fs";
import { checkEngine } from "@dateline-search/cli/doctor/check-engine";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError } from "@dateline-search/core/errors";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { type ClusterRequest, connect } from "@dateline-search/core/opensearch/cluster-client";
import { collectIndices } from "@dateline-search/core/opensearch/collect-indices";
import { type EngineLocation, parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { IndexStore } from "@dateline-search/core/opensearch/index-store";
import { loadGeneration } from "@dateline-search/core/opensearch/load-generation";
import { findSimilar } from "@dateline-search/core/search/find-similar";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { readArticle } from "@dateline-search/core/search/read-article";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { ENGINE_QUESTIONS } from "../contracts/search-engine.ts";
import { buildTestIndex } from "../fixtures/build-test-index.ts";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { runCommand } from "../fixtures/run-command.ts";
import { updateTestIndex } from "../fixtures/update-test-index.ts";
import { type SecuredNode, startSecuredOpenSearch } from "../setup/secured-opensearch.ts";
import { openTestEngine } from "./open-indices.ts";

interface Role {
  readonly cluster_permissions: readonly string[];
  readonly index_permissions: readonly {
    readonly index_patterns: readonly string[];
    readonly allowed_actions: readonly string[];
  }[];
}

/** What docs/scale.md tells people to give. */
const ROLES: Readonly<Record<string, Role>> = JSON.parse(
  readFileSync(new URL("../../docs/policies/opensearch-roles.json", import.meta.url), "utf8"),
);
const USERS = {
  reader: ["dateline_search"],
  loader: ["dateline_load"],
  eraser: ["dateline_load", "dateline_forget"],
  inspector: ["dateline_search", "dateline_doctor"],
  mighty: ["all_access"],
};
type User = keyof typeof USERS;

const PASSWORD = "trombone-Quartet-71";
const FORBIDDEN = { code: "store-forbidden" };
const OTHER = { id: "tram", title: "A tram for the old town", text: "Rails lead over the bridge." };
const SCROLL_LEFT = "A scroll is left open.";
const embedder = hashedWordsEmbedder();

let node: SecuredNode;
beforeAll(async () => {
  node = await startSecuredOpenSearch();
  for (const [name, role] of Object.entries(ROLES)) await putRole(name, role);
  for (const [name, roles] of Object.entries(USERS)) {
    await node.administer("PUT", `/_plugins/_security/api/internalusers/${name}`, {
      password: PASSWORD,
      opendistro_security_roles: roles,
    });
  }
  await node.administer("PUT", "/archive/_doc/secret?refresh=true", { text: "not for Dateline" });
});
afterAll(() => node?.stop());
beforeEach(() => node.administer("DELETE", "/news-*"));

async function putRole(name: string, role: Role): Promise<void> {
  await node.administer("PUT", `/_plugins/_security/api/roles/${name}`, role);
}

/** The address of the cluster for a user, who trusts its authority. */
function locationFor(user: User, password = PASSWORD): EngineLocation {
  const ca = readFileSync(node.caFile, "utf8");
  return parseEngine(`opensearch=${node.endpoint}/news`, { username: user, password, ca });
}

async function connectAs(user: User) {
  const client = await connect(locationFor(user));
  onTestFinished(() => client.close());
  return client;
}

async function openLatest(folder: string) {
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "size" });
  onTestFinished(() => generation.close());
  return generation;
}

/** Two generations of an index. The second has articles more and less than the first. */
async function twoGenerations() {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const first = await openLatest(folder);
  await updateTestIndex(new FileObjectStore(folder), { articles: [OTHER], removeIds: ["wheat"] });
  return { first, second: await openLatest(folder) };
}
type Generations = Awaited<ReturnType<typeof twoGenerations>>;

/** Everything that a load does: into nothing, in place, beside, back to the former index, and the removal of old ones. */
async function loadEverything(user: User, { first, second }: Generations): Promise<void> {
  const indices = new IndexStore(await connectAs(user));
  await loadGeneration(first, indices, { replicas: 0 });
  await loadGeneration(second, indices);
  await loadGeneration(first, indices, { rebuild: true, replicas: 0 });
  await loadGeneration(second, indices);
  expect((await collectIndices(indices, { keep: 0 })).length).toBeGreaterThan(0);
}

/** Everything that a search function asks. */
async function askEverything(user: User): Promise<void> {
  const engine = await openTestEngine(locationFor(user));
  const some = [
    ...ENGINE_QUESTIONS.slice(0, 4),
    { text: "", collapse: "story", facets: ["source"] } as const,
  ];
  for (const exactScanPassages of [10_000, 0]) {
    for (const question of some) {
      await engine.use((generation) =>
        searchPassages({ generation, embedder, exactScanPassages }, parseQuery(question)),
      );
    }
  }
  const similar = { limit: 5, filter: {}, minConfidence: 0, minSimilarity: -1 };
  await engine.use((generation) => findSimilar({ generation, embedder }, "ferry", similar));
  await engine.use(async (generation) => expect(await readArticle(generation, "ferry")).toBeDefined());
  // A cursor into a generation that is gone: the indices that are there are listed.
  await engine
    .useKept("0123456789abcdef", async () => {})
    .catch((error: unknown) => {
      if (!(error instanceof DatelineError && error.code === "object-missing")) throw error;
    });
}

async function expectForbidden(user: User, requests: readonly ClusterRequest[]): Promise<void> {
  const client = await connectAs(user);
  for (const request of requests) {
    const outcome = client.request(request);
    await expect(outcome, `${request.method} ${request.path}`).rejects.toMatchObject(FORBIDDEN);
  }
}

/** What nobody but an administrator may do. */
const FOREIGN: readonly ClusterRequest[] = [
  { method: "GET", path: "/archive/_doc/secret" },
  { method: "POST", path: "/archive/_search", body: {} },
  { method: "POST", path: "/_search", body: {} },
  { method: "PUT", path: "/archive/_doc/secret", body: { text: "changed" } },
  { method: "DELETE", path: "/archive" },
  { method: "POST", path: "/_aliases", body: { actions: [{ add: { index: "archive", alias: "news" } }] } },
  { method: "GET", path: "/.opendistro_security/_search" },
  { method: "GET", path: "/_plugins/_security/api/roles" },
  { method: "PUT", path: "/_plugins/_security/api/roles/all", body: { cluster_permissions: ["*"] } },
  { method: "PUT", path: "/_cluster/settings", body: { transient: { "cluster.max_shards_per_node": 1 } } },
];

test("before the first load, a query reports that there is no index", async () => {
  await expect(openTestEngine(locationFor("reader"))).rejects.toMatchObject({ code: "index-missing" });
});

test("the loader may load, update, roll back and remove, and nothing outside the index", async () => {
  const generations = await twoGenerations();
  await loadEverything("loader", generations);
  await expectForbidden("loader", FOREIGN);
  const { index } = await new IndexStore(await connectAs("loader")).current();
  await expectForbidden("loader", [{ method: "POST", path: `/${index}/_forcemerge` }]);
  await new IndexStore(await connectAs("eraser")).expunge(index);
});

test("the reader may search, and write nowhere", async () => {
  const { first } = await twoGenerations();
  const { index } = await loadGeneration(first, new IndexStore(await connectAs("loader")), { replicas: 0 });
  await askEverything("reader");
  await expectForbidden("reader", [
    ...FOREIGN,
    { method: "PUT", path: `/${index}/_doc/state`, query: { routing: "state" }, body: {} },
    { method: "POST", path: `/${index}/_delete_by_query`, body: { query: { match_all: {} } } },
    { method: "POST", path: `/${index}/_refresh` },
    { method: "PUT", path: "/news-0123456789ab-1" },
    { method: "POST", path: "/_aliases", body: { actions: [{ remove: { index, alias: "news" } }] } },
    { method: "DELETE", path: `/${index}` },
  ]);
  const bulk = await (await connectAs("reader")).request({
    method: "POST",
    path: `/${index}/_bulk`,
    lines: [{ delete: { _id: "state", routing: "state" } }],
    expected: [403],
  });
  expect(JSON.stringify(bulk)).toContain("security_exception");
  await askEverything("reader");
});

/** Each role without one of its rights. */
function* reduced(role: Role): Iterable<{ readonly right: string; readonly role: Role }> {
  for (const right of role.cluster_permissions) {
    yield {
      right,
      role: { ...role, cluster_permissions: role.cluster_permissions.filter((one) => one !== right) },
    };
  }
  for (const [index] of role.index_permissions.entries()) {
    for (const right of role.index_permissions[index]?.allowed_actions ?? []) {
      const index_permissions = role.index_permissions.map((one) => ({
        ...one,
        allowed_actions: one.allowed_actions.filter((action) => action !== right),
      }));
      yield { right, role: { ...role, index_permissions } };
    }
  }
}

/** Rights of a role without which everything works as well. */
async function needless(name: string, work: () => Promise<unknown>): Promise<readonly string[]> {
  const documented = ROLES[name] as Role;
  const found: string[] = [];
  try {
    for (const { right, role } of reduced(documented)) {
      await putRole(name, role);
      const failure: unknown = await work().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure === undefined) found.push(right);
      else expect(String(failure), right).toMatch(/security_exception|403|scroll is left/);
    }
  } finally {
    await putRole(name, documented);
  }
  return found;
}

/** Deletions read what they delete in a scroll. Nothing fails when they may not end it, but the node runs out of them. */
async function expectNoOpenScroll(): Promise<void> {
  const stats = await node.administer("GET", "/_nodes/stats/indices/search?level=node");
  const [{ indices }] = Object.values(JSON.parse(stats).nodes) as [
    { readonly indices: { readonly search: { readonly scroll_current: number } } },
  ];
  if (indices.search.scroll_current > 0) throw new Error(SCROLL_LEFT);
}

test("each right of each role is needed", async () => {
  const generations = await twoGenerations();
  const load = async () => {
    await node.administer("DELETE", "/news-*");
    await loadEverything("loader", generations);
    await expectNoOpenScroll();
  };
  const ofLoad = await needless("dateline_load", load);
  await load();
  const eraser = new IndexStore(await connectAs("eraser"));
  const { index } = await eraser.current();
  const inspect = async () => {
    const checks = await checkEngine(locationFor("inspector"), undefined);
    const unchecked = checks.filter(({ status }) => status === "not-checked");
    if (unchecked.length > 0) throw new Error(`403: ${JSON.stringify(unchecked)}`);
  };
  expect({
    load: ofLoad,
    ask: await needless("dateline_search", async () => await askEverything("reader")),
    forget: await needless("dateline_forget", async () => await eraser.expunge(index)),
    inspect: await needless("dateline_doctor", inspect),
  }).toEqual({ load: [], ask: [], forget: [], inspect: [] });
});

test("the doctor reports a user's rights, missing rights and excess rights", async () => {
  const { first } = await twoGenerations();
  await loadGeneration(first, new IndexStore(await connectAs("loader")), { replicas: 0 });
  const checks = async (user: User) => await checkEngine(locationFor(user), undefined);
  expect(await checks("inspector")).toMatchObject([
    { name: "engine", status: "ok", detail: expect.stringContaining("opensearch 3.4.0") },
    { name: "engine plugin", status: "ok" },
    { name: "engine index", status: "ok" },
    { name: "engine copies", status: "failed", detail: expect.stringContaining("1 nodes") },
    {
      name: "engine rights",
      status: "ok",
      detail: "these credentials may search but not write, with the roles dateline_search, dateline_doctor",
    },
  ]);
  const [, , , , reader] = await checks("reader");
  expect((await checks("reader")).map(({ status }) => status)).toEqual([
    "not-checked",
    "not-checked",
    "ok",
    "not-checked",
    "ok",
  ]);
  expect(reader?.detail).toBe("these credentials may search but not write, with the roles dateline_search");
  expect((await checks("loader")).at(-1)).toMatchObject({
    status: "ok",
    detail: "these credentials may search and write, with the roles dateline_load",
  });
  expect((await checks("mighty")).at(-1)).toMatchObject({
    status: "failed",
    detail: expect.stringMatching(/may read other indices and administer users and roles$/),
  });
});

test("commands read user, password and certificate authority from the environment, and never print the password", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const engine = `opensearch=${node.endpoint}/news`;
  const run = async (environment: Readonly<Record<string, string>>, ...words: readonly string[]) => {
    for (const name of ["USER", "PASSWORD", "CA"]) vi.stubEnv(`DATELINE_ENGINE_${name}`, environment[name]);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const ran = await runCommand([...words, "--engine", engine]);
    expect(ran.stdout + ran.stderr).not.toContain(PASSWORD);
    return ran;
  };
  const loader = { USER: "loader", PASSWORD, CA: node.caFile };
  const load = ["load", folder, "--replicas", "0"];
  expect(await run({ USER: "loader", PASSWORD }, ...load)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/Cannot query OpenSearch .*certificate/),
  });
  expect(await run({ ...loader, PASSWORD: `wrong-${PASSWORD}` }, ...load)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/Cannot query OpenSearch .*status 401.*DATELINE_ENGINE_PASSWORD/),
  });
  expect(await run({ ...loader, USER: "reader" }, ...load)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/Cannot query OpenSearch .*status 403.*indices:admin\/create/),
  });
  expect(await run(loader, ...load)).toMatchObject({ exitCode: 0 });
  expect(await run(loader, "remove", "wheat", "--store", folder)).toMatchObject({ exitCode: 0 });
  expect(await run(loader, "rollback", "--store", folder)).toMatchObject({ exitCode: 0 });
  expect(await run(loader, "gc", "--store", folder)).toMatchObject({ exitCode: 0 });
  expect(await run(loader, "forget", "wheat", "--store", folder)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("forcemerge"),
  });
  expect(await run({ ...loader, USER: "eraser" }, "forget", "ferry", "--store", folder)).toMatchObject({
    exitCode: 0,
  });
});
