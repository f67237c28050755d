import { rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DeclaredResources } from "../../setup/declared-resources.ts";
import type { DiffOptions, SstDiff } from "../../setup/sst-project.ts";

export interface EngineContext {
  /** Folder of the project, whose packages hold the client. */
  readonly folder: string;
  readonly diff: (stage: string, options: DiffOptions) => Promise<SstDiff>;
  readonly apiKeys: string;
}

const DOMAIN_ARN = "arn:aws:es:eu-west-1:123456789012:domain/archive";

function variablesOf(declared: DeclaredResources, name: string): Record<string, string> {
  const { environment } = declared.inputs("aws:lambda/function:Function", name) as {
    environment: { variables: Record<string, string> };
  };
  return environment.variables;
}

/** What the role of a function may send to a cluster, such as "es:ESHttpGet /news/_doc/state". */
function engineRights(declared: DeclaredResources, role: string): readonly string[] {
  return DeclaredResources.inlineStatementsOf(declared.named("aws:iam/role:Role", role))
    .filter(({ actions }) => actions.some((action) => action.startsWith("es:")))
    .flatMap(({ actions, resources }) =>
      actions.flatMap((action) =>
        resources.map((arn) => `${action} ${arn.replace(/^[^/]*(:Engine|\/archive)/, "")}`),
      ),
    );
}

const SEARCH_RIGHTS = [
  "es:ESHttpGet /news/_doc/state",
  "es:ESHttpGet /news-*/_doc/state",
  "es:ESHttpGet /news-*/_alias",
  "es:ESHttpPost /news-*/_search",
  "es:ESHttpPost /news-*/_msearch",
  "es:ESHttpPost /news-*/_mget",
];

/** A cluster beside the functions. */
export function describeEngine(context: () => EngineContext): void {
  const declare = async (stage: string, environment: Readonly<Record<string, string>>) => {
    const { diff, apiKeys } = context();
    const secrets = { ApiKeys: apiKeys, EnginePassword: "asks-only", EngineLoaderPassword: "may-write" };
    const { exitCode, output, resources } = await diff(stage, { secrets, environment });
    expect(exitCode, output).toBe(0);
    return new DeclaredResources(resources);
  };

  test("a domain of the stack is encrypted, spread over zones, and open only to the two functions", async () => {
    const declared = await declare("cluster", { DATELINE_ENGINE_DOMAIN: "on" });
    const domain = declared.only("aws:opensearch/domain:Domain");
    expect(domain).toMatchObject({
      domainName: "dateline-cluster",
      engineVersion: "OpenSearch_3.5",
      clusterConfig: {
        instanceType: "m6g.large.search",
        instanceCount: 3,
        zoneAwarenessConfig: { availabilityZoneCount: 3 },
      },
      ebsOptions: { volumeType: "gp3", volumeSize: 20 },
      encryptAtRest: { enabled: true },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: { enforceHttps: true },
      advancedOptions: { "rest.action.multi.allow_explicit_index": "false" },
    });
    expect(domain).not.toHaveProperty("accessPolicies");
    expect(engineRights(declared, "SearchRole")).toEqual(SEARCH_RIGHTS);
    const ofIngest = engineRights(declared, "IngestRole");
    expect(ofIngest).toEqual(
      expect.arrayContaining(["es:ESHttpPut /news-*", "es:ESHttpDelete /news-*", "es:ESHttpPost /_aliases"]),
    );
    expect(variablesOf(declared, "SearchFunction")["DATELINE_ENGINE"]).toMatch(
      /^opensearch=https:\/\/.+\/news$/,
    );
    expect(variablesOf(declared, "IngestFunction")).toMatchObject({
      DATELINE_ENGINE: variablesOf(declared, "SearchFunction")["DATELINE_ENGINE"],
      DATELINE_ENGINE_SHARDS: "1",
      DATELINE_ENGINE_REPLICAS: "1",
    });
    const inputs = declared.all("aws:scheduler/schedule:Schedule").map((schedule) => schedule.inputs);
    expect(inputs).toMatchObject([
      { scheduleExpression: "rate(1 minute)", target: { input: '{"action":"load"}' } },
    ]);
    const alarms = declared.all("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ name }) => name);
    expect(alarms).toEqual(expect.arrayContaining(["EngineRed", "EngineBlocked", "EngineMemory"]));
  });

  test("an existing domain gets signed requests with minimal rights; another cluster gets a user for each function", async () => {
    const signed = await declare("signed-cluster", {
      DATELINE_ENGINE: "opensearch=https://search-archive-abc.eu-west-1.es.amazonaws.com/news",
      DATELINE_ENGINE_ARN: DOMAIN_ARN,
    });
    expect(signed.all("aws:opensearch/domain:Domain")).toEqual([]);
    expect(engineRights(signed, "SearchRole")).toEqual(SEARCH_RIGHTS);

    const own = await declare("own-cluster", {
      DATELINE_ENGINE: "opensearch=https://search.example.com:9200/archive",
      DATELINE_ENGINE_USER: "reader",
      DATELINE_ENGINE_LOADER: "loader",
    });
    for (const role of ["SearchRole", "IngestRole"]) expect(engineRights(own, role)).toEqual([]);
    expect(variablesOf(own, "SearchFunction")).toMatchObject({
      DATELINE_ENGINE: "opensearch=https://search.example.com:9200/archive",
      DATELINE_ENGINE_USER: "reader",
      DATELINE_ENGINE_PASSWORD: "asks-only",
    });
    expect(variablesOf(own, "IngestFunction")).toMatchObject({
      DATELINE_ENGINE_USER: "loader",
      DATELINE_ENGINE_PASSWORD: "may-write",
    });
  });

  test("a stage without a cluster has no resources for one, and one whose packages lack the client is rejected", async () => {
    const { folder, diff } = context();
    const plain = await declare("no-cluster", {});
    expect(plain.all("aws:opensearch/domain:Domain")).toEqual([]);
    for (const name of ["SearchFunction", "IngestFunction"]) {
      expect(
        Object.keys(variablesOf(plain, name)).filter((key) => key.startsWith("DATELINE_ENGINE")),
      ).toEqual([]);
    }
    const client = join(folder, "build", "search", "node_modules", "@opensearch-project");
    await rename(client, `${client}-away`);
    try {
      const environment = { DATELINE_ENGINE_DOMAIN: "on" };
      const { exitCode, output } = await diff("no-client", { environment });
      expect([exitCode, output]).toEqual([
        1,
        expect.stringContaining("build/search lacks the OpenSearch client"),
      ]);
    } finally {
      await rename(`${client}-away`, client);
    }
  });
}
