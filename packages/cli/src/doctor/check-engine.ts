import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import { type ClusterClient, connect } from "@dateline-search/core/opensearch/cluster-client";
import { describeEngine, type EngineLocation } from "@dateline-search/core/opensearch/engine-location";
import { STATE_ID } from "@dateline-search/core/opensearch/index-schema";
import { IndexStore, type VersionedState } from "@dateline-search/core/opensearch/index-store";
import { CLUSTER_PACKAGES } from "../bundle/copy-optional-packages.ts";
import { type Check, failed } from "./check.ts";
import type { PublishedGeneration } from "./published-generation.ts";

/** Version 2 also supports scores of named queries and Lucene's k-NN, but the tests run on version 3. */
const LEAST_VERSION = 3;
const KNN = "opensearch-knn";
const FORBIDDEN = 403;

/**
 * Checks a cluster with the credentials of this command: whether it can be queried, meets the requirements, answers with
 * the published generation, and has a replica of every passage.
 *
 * @param published `undefined` if unknown
 */
export async function checkEngine(
  location: EngineLocation,
  published: PublishedGeneration | undefined,
): Promise<readonly Check[]> {
  const client = await connect(location);
  try {
    return await checkCluster(client, published);
  } catch (error) {
    if (!(error instanceof DatelineError)) throw error;
    return [failed("engine", error.message, remedyFor(error))];
  } finally {
    await client.close();
  }
}

async function checkCluster(
  client: ClusterClient,
  published: PublishedGeneration | undefined,
): Promise<readonly Check[]> {
  const checks = [await checkVersion(client), await checkPlugin(client)];
  const answering = await new IndexStore(client).read(client.location.name);
  if (answering === undefined) {
    const detail = `nothing answers as "${client.location.name}" at ${describeEngine(client.location)}`;
    const remedy = "load the index: dateline load STORE --engine …";
    return [...checks, failed("engine index", detail, remedy)];
  }
  return [
    ...checks,
    checkGeneration(answering, published),
    await checkHealth(client, answering),
    await checkEngineRights(client, answering),
  ];
}

async function checkVersion(client: ClusterClient): Promise<Check> {
  const name = "engine";
  const body = await readIfAllowed(client, "/");
  if (body === undefined) return hidden(name, `the version at ${describeEngine(client.location)}`, "main");
  const { version } = body as { readonly version?: Readonly<Record<string, string | undefined>> };
  const number = version?.["number"] ?? "unknown";
  const detail = `${version?.["distribution"] ?? "an engine"} ${number} at ${describeEngine(client.location)}`;
  const isNewEnough =
    version?.["distribution"] === "opensearch" && Number.parseInt(number, 10) >= LEAST_VERSION;
  if (isNewEnough) return { name, status: "ok", detail };
  return failed(name, detail, `use OpenSearch ${LEAST_VERSION} or newer`);
}

/** @returns `undefined` if the credentials may not read it, which is not a fault of the cluster */
async function readIfAllowed(client: ClusterClient, path: string): Promise<unknown> {
  const { status, body } = await client.request({ method: "GET", path, expected: [FORBIDDEN] });
  return status === FORBIDDEN ? undefined : body;
}

/** @param right the part after `cluster:monitor/` */
function hidden(name: string, what: string, right: string): Check {
  const detail = `these credentials may not see ${what}: that needs the right cluster:monitor/${right}`;
  return { name, status: "not-checked", detail };
}

async function checkPlugin(client: ClusterClient): Promise<Check> {
  const name = "engine plugin";
  const body = await readIfAllowed(client, "/_nodes/plugins");
  if (body === undefined) return hidden(name, "the plugins of the nodes", "nodes/info");
  const nodes = Object.values((body as NodesBody).nodes);
  const lacking = nodes.filter(({ plugins }) => !plugins.some((plugin) => plugin.name === KNN));
  const detail = `${KNN} is on ${nodes.length - lacking.length} of ${nodes.length} nodes`;
  if (lacking.length === 0) return { name, status: "ok", detail };
  const names = lacking.map((node) => node.name).join(", ");
  return failed(name, `${detail}, not on ${names}`, `install the plugin ${KNN} on every node`);
}

interface NodesBody {
  readonly nodes: Readonly<
    Record<string, { readonly name: string; readonly plugins: readonly { readonly name: string }[] }>
  >;
}

/** A function rejects an index of a model other than its own. */
function checkGeneration(
  { index, state }: VersionedState,
  published: PublishedGeneration | undefined,
): Check {
  const name = "engine index";
  const { passages, model } = state.manifest;
  const generation = state.generation.slice(0, 12);
  const detail = `generation ${generation} in ${index}: ${passages} passages of ${model.name} (${model.fingerprint.slice(0, 12)})`;
  if (published === undefined) return { name, status: "ok", detail };
  if (published.manifest.model.fingerprint !== model.fingerprint) {
    const wanted = published.manifest.model;
    const other = `the store has ${wanted.name} (${wanted.fingerprint.slice(0, 12)})`;
    return failed(name, `${detail}, but ${other}`, "run: dateline load STORE --engine …");
  }
  if (published.id === state.generation) return { name, status: "ok", detail };
  const newer = `the store has generation ${published.id.slice(0, 12)}`;
  const remedy =
    "run dateline load STORE --engine …, or find out why the ingest function's schedule does not";
  return failed(name, `${detail}, but ${newer}`, remedy);
}

async function checkHealth(client: ClusterClient, { index }: VersionedState): Promise<Check> {
  const name = "engine copies";
  const body = await readIfAllowed(client, `/_cluster/health/${index}`);
  if (body === undefined) return hidden(name, "where the shards are", "health");
  const health = body as {
    readonly status: string;
    readonly number_of_data_nodes: number;
    readonly active_primary_shards: number;
    readonly active_shards: number;
    readonly unassigned_shards: number;
  };
  const replicas = health.active_shards - health.active_primary_shards;
  const detail = `${health.status}: ${health.active_primary_shards} shards and ${replicas} replicas on ${health.number_of_data_nodes} nodes`;
  if (health.status !== "green") {
    const remedy = "find out why nodes are missing, or add one: a shard and its replica need a node each";
    return failed(name, `${detail}, ${health.unassigned_shards} unassigned`, remedy);
  }
  if (replicas > 0) return { name, status: "ok", detail };
  const remedy = "add a node, then: dateline load STORE --engine … --replicas 1 --rebuild";
  return failed(name, `${detail}, so the data of a failed node is missing until it is loaded again`, remedy);
}

function remedyFor({ code }: DatelineError): string {
  if (code === "store-forbidden") return "see docs/scale.md for the required rights";
  return "check the address, and that this machine can reach it";
}

/** Without this client the functions cannot query a cluster. Their packages include it only on request. */
export function checkEngineClient(bundles: string, functions: readonly string[]): readonly Check[] {
  const [client = ""] = CLUSTER_PACKAGES;
  return functions.map((entry) => {
    const name = `${entry} client`;
    const folder = join(bundles, entry, "node_modules", client);
    if (existsSync(folder)) return { name, status: "ok", detail: `${client} is in the package` } as const;
    const remedy = `npm install ${client} && npm run bundle -- --opensearch`;
    return failed(name, `${client} is not in ${join(bundles, entry)}`, remedy);
  });
}

const NAME = "engine rights";
/** No document has this number, so a write that requires it changes nothing. */
const NO_SEQUENCE = Number.MAX_SAFE_INTEGER;

/**
 * Checks that the credentials may search, and reports their other rights. Whether they should include writing depends on
 * the user: the search function only reads, and a load also writes. Nobody needs the rights that `needlessRights` finds.
 */
async function checkEngineRights(client: ClusterClient, { index }: VersionedState): Promise<Check> {
  const query = { size: 0, query: { match_none: {} } };
  await client.request({ method: "POST", path: `/${index}/_search`, body: query });
  const rights = (await mayWrite(client, index)) ? "search and write" : "search but not write";
  const roles = await rolesOf(client);
  if (roles === undefined) {
    const detail = `these credentials may ${rights}; the cluster does not list other rights (no security plugin, or IAM)`;
    return { name: NAME, status: "ok", detail };
  }
  const detail = `these credentials may ${rights}, with the roles ${roles.join(", ") || "(none)"}`;
  const needless = await needlessRights(client);
  if (needless.length === 0) return { name: NAME, status: "ok", detail };
  const remedy = "give each function a user with only the rights that docs/scale.md lists";
  return failed(NAME, `${detail}; they also may ${needless.join(" and ")}`, remedy);
}

/** Tries requests, because a role's name says nothing about its rights. */
async function needlessRights(client: ClusterClient): Promise<readonly string[]> {
  const isRefused = async (path: string) =>
    (await client.request({ method: "GET", path, expected: [400, FORBIDDEN, 404] })).status === FORBIDDEN;
  const needless: string[] = [];
  // Nothing has this name, so a user with the right gets "not found".
  if (!(await isRefused(`/not-${client.location.name}/_doc/${STATE_ID}`)))
    needless.push("read other indices");
  if (!(await isRefused("/_plugins/_security/api/roles"))) needless.push("administer users and roles");
  return needless;
}

/** Tries a write that cannot succeed. If writing is allowed, the result is a conflict. */
async function mayWrite(client: ClusterClient, index: string): Promise<boolean> {
  const { status } = await client.request({
    method: "PUT",
    path: `/${index}/_doc/${STATE_ID}`,
    query: { routing: STATE_ID, if_seq_no: NO_SEQUENCE, if_primary_term: 1 },
    body: {},
    expected: [FORBIDDEN, 409],
  });
  return status === 409;
}

/** @returns `undefined` if there is no security plugin, or if it does not list them */
async function rolesOf(client: ClusterClient): Promise<readonly string[] | undefined> {
  try {
    const { body } = await client.request({ method: "GET", path: "/_plugins/_security/authinfo" });
    const { roles } = body as { readonly roles?: readonly string[] };
    return roles;
  } catch (error) {
    if (error instanceof DatelineError && error.code !== "store-unreachable") return undefined;
    throw error;
  }
}
