import type { TestProject } from "vitest/node";
import { startOpenSearch } from "../setup/opensearch.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Addresses of the two nodes: the one that manages the cluster, and the one that only holds data. */
    readonly opensearch: readonly [string, string];
  }
}

/** Starts two nodes once for all files of the project. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startOpenSearch();
  project.provide("opensearch", cluster.endpoints);
  return async () => await cluster.stop();
}
