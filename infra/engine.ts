/// <reference path="../.sst/platform/config.d.ts" />

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { EngineDomain } from "./engine-options";
import { type EngineRequests, requestsOfLoad, requestsOfSearch } from "./engine-requests";
import { options } from "./options";

/** AWS limits a domain's name to 28 characters. */
const MAX_NAME = 28;
const CLIENT = "node_modules/@opensearch-project/opensearch/package.json";

type Variables = Readonly<Record<string, $util.Input<string>>>;

/** Permissions and variables of a function that uses the cluster. Empty if there is none. */
interface EngineAccess {
  readonly environment: Variables;
  readonly permissions: { readonly actions: string[]; readonly resources: $util.Input<string>[] }[];
}

const NO_ACCESS: EngineAccess = { environment: {}, permissions: [] };

/** Both functions may have the same user. */
const secrets = new Map<string, sst.Secret>();

/** The cluster that the stack creates. All of its data can be loaded again from the store. */
export const domain = options.engine?.domain === undefined ? undefined : makeDomain(options.engine.domain);

/** For the search function: queries, and the state of an index. */
export const searchEngine = accessOf("search", requestsOfSearch);

/** For the ingest function, which keeps the cluster up to date with the store. */
export const loadedEngine = accessOf("ingest", requestsOfLoad);

function makeDomain({ instanceType, nodes, volumeGb, version }: EngineDomain): aws.opensearch.Domain {
  const zones = zonesFor(nodes);
  return new aws.opensearch.Domain("Engine", {
    domainName: `${$app.name}-${$app.stage}`.toLowerCase().slice(0, MAX_NAME),
    engineVersion: version,
    clusterConfig: {
      instanceType,
      instanceCount: nodes,
      ...(zones > 1 && {
        zoneAwarenessEnabled: true,
        zoneAwarenessConfig: { availabilityZoneCount: zones },
      }),
    },
    ebsOptions: { ebsEnabled: true, volumeType: "gp3", volumeSize: volumeGb },
    encryptAtRest: { enabled: true },
    nodeToNodeEncryption: { enabled: true },
    domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
    // Otherwise the body of a request could name an index that the role does not allow.
    advancedOptions: { "rest.action.multi.allow_explicit_index": "false" },
    // The domain has no policy, so only roles with explicit permission may send requests: those of the functions.
  });
}

/** The number of zones over which the nodes spread evenly, as AWS requires. */
function zonesFor(nodes: number): number {
  if (nodes % 3 === 0) return 3;
  return nodes % 2 === 0 ? 2 : 1;
}

function accessOf(
  name: "search" | "ingest",
  requests: (alias: string) => readonly EngineRequests[],
): EngineAccess {
  const { engine } = options;
  if (engine === undefined) return NO_ACCESS;
  refuseWithoutClient(name);
  const { location, alias, certificates, shards, replicas } = engine;
  const arn = domain?.arn ?? engine.domainArn;
  return {
    environment: {
      DATELINE_ENGINE: location ?? $interpolate`opensearch=https://${domain?.endpoint}/${alias}`,
      ...userOf(name),
      ...(certificates !== undefined && { DATELINE_ENGINE_CERTIFICATES: certificates }),
      ...(name === "ingest" && {
        DATELINE_ENGINE_SHARDS: String(shards),
        DATELINE_ENGINE_REPLICAS: String(replicas),
      }),
    },
    permissions: arn === undefined ? [] : requests(alias).map((one) => permissionFor(one, arn)),
  };
}

function permissionFor({ method, paths }: EngineRequests, arn: $util.Input<string>) {
  const action = method.slice(0, 1) + method.slice(1).toLowerCase();
  return { actions: [`es:ESHttp${action}`], resources: paths.map((path) => $interpolate`${arn}${path}`) };
}

/** Users need passwords before the stage can be deployed. */
function userOf(name: "search" | "ingest"): Variables {
  const { user, loader } = options.engine ?? {};
  if (user === undefined || loader === undefined) return {};
  if (name === "search" || loader === user) return withPassword(user, "EnginePassword");
  return withPassword(loader, "EngineLoaderPassword");
}

function withPassword(user: string, secretName: string): Variables {
  const secret = secrets.get(secretName) ?? new sst.Secret(secretName);
  secrets.set(secretName, secret);
  return { DATELINE_ENGINE_USER: user, DATELINE_ENGINE_PASSWORD: secret.value };
}

/** Otherwise the function would notice only when it is queried. */
function refuseWithoutClient(name: string): void {
  if (existsSync(join($cli.paths.root, "build", name, CLIENT))) return;
  throw new Error(
    `Cannot deploy: build/${name} lacks the OpenSearch client, which DATELINE_ENGINE and DATELINE_ENGINE_DOMAIN need; run "npm install @opensearch-project/opensearch" and "npx dateline bundle --opensearch"`,
  );
}
