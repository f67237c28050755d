import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { type OpenSearchCluster, startOpenSearch } from "../setup/opensearch.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Addresses of the two nodes: the one that manages the cluster, and the one that only holds data. */
    readonly opensearch: readonly [string, string];
    /** Where tests, which run in other processes, ask for the death of the second node and for its return. */
    readonly opensearchControl: string;
  }
}

/** Starts two nodes once for all files of the project. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startOpenSearch();
  const control = createServer((request, response) => {
    const done = request.url === "/kill" ? cluster.killDataNode() : cluster.restartDataNode();
    done.then(
      () => response.end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve));
  const { port } = control.address() as AddressInfo;
  project.provide("opensearch", cluster.endpoints);
  project.provide("opensearchControl", `http://127.0.0.1:${port}`);
  return async () => await stop(cluster, control);
}

async function stop(cluster: OpenSearchCluster, control: ReturnType<typeof createServer>): Promise<void> {
  control.closeAllConnections();
  control.close();
  await cluster.stop();
}
