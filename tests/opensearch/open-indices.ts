import { type ClusterClient, connect } from "@dateline-search/core/opensearch/cluster-client";
import { type EngineLocation, parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { IndexStore } from "@dateline-search/core/opensearch/index-store";
import { OpenSearchEngine } from "@dateline-search/core/opensearch/opensearch-engine";
import { inject, onTestFinished } from "vitest";

export interface TestIndices {
  readonly location: EngineLocation;
  readonly client: ClusterClient;
  readonly indices: IndexStore;
}

/** Connects the running test with the cluster, under a name that no other test has. */
export async function openIndices(name: string): Promise<TestIndices> {
  const location = parseEngine(`opensearch=${inject("opensearch").join()}/${name}`);
  const client = await connect(location);
  const indices = new IndexStore(client);
  onTestFinished(async () => {
    for (const { index } of await indices.list()) await indices.delete(index);
    await client.close();
  });
  return { location, client, indices };
}

/** An engine that looks for a newer generation at every use. */
export async function openTestEngine(location: EngineLocation): Promise<OpenSearchEngine> {
  const engine = await OpenSearchEngine.open(location, { refreshMs: 0, checkManifest: () => {} });
  onTestFinished(async () => await engine.close());
  return engine;
}
