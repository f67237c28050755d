import { readdirSync, readFileSync } from "node:fs";
import type { OpenGeneration } from "@dateline-search/core/generation/open-generation";
import { type ClusterClient, connect } from "@dateline-search/core/opensearch/cluster-client";
import { parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { IndexStore } from "@dateline-search/core/opensearch/index-store";
import { loadGeneration } from "@dateline-search/core/opensearch/load-generation";
import type { OpenSearchCluster } from "../../tests/setup/opensearch.ts";
import { timed } from "../process/timed.ts";

export interface LoadFigures {
  readonly loadMs: number;
  /** On the disks of both nodes, including the replica. */
  readonly storeBytes: number;
  /** Resident memory of each node after the queries, including JVM heap and mapped files. */
  readonly nodeRssBytes: () => readonly number[];
  /** Share of the heap that is in use, of each node. */
  readonly heapPercent: () => Promise<readonly number[]>;
  readonly close: () => Promise<void>;
}

/** Loads an index into a cluster, in one shard with a replica on the other node. */
export async function measureLoad(
  generation: OpenGeneration,
  { endpoints }: OpenSearchCluster,
  alias: string,
): Promise<LoadFigures> {
  const client = await connect(parseEngine(`opensearch=${endpoints.join()}/${alias}`));
  const load = await timed(() => loadGeneration(generation, new IndexStore(client), {}));
  await client.request({
    method: "GET",
    path: `/_cluster/health/${load.result.index}`,
    query: { wait_for_status: "green", timeout: "120s" },
  });
  return {
    loadMs: load.ms,
    storeBytes: await storeBytes(client, load.result.index),
    nodeRssBytes: () => endpoints.map((endpoint) => rssOfServer(new URL(endpoint).port)),
    heapPercent: async () => {
      const { body } = await client.request({
        method: "GET",
        path: "/_cat/nodes",
        query: { format: "json", h: "heap.percent" },
      });
      return (body as readonly Readonly<Record<string, string>>[]).map((node) =>
        Number(node["heap.percent"]),
      );
    },
    close: async () => await client.close(),
  };
}

async function storeBytes(client: ClusterClient, index: string): Promise<number> {
  const { body } = await client.request({ method: "GET", path: `/${index}/_stats/store` });
  const { _all } = body as {
    readonly _all: { readonly total: { readonly store: { size_in_bytes: number } } };
  };
  return _all.total.store.size_in_bytes;
}

/** Resident memory of the process that was started with this HTTP port. */
function rssOfServer(port: string): number {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`-Ehttp.port=${port}\0`)) continue;
      const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      return Number(kilobytes ?? 0) * 1024;
    } catch {
      // The process has ended in the meantime.
    }
  }
  throw new Error(`Cannot measure memory: no process serves port ${port}`);
}
