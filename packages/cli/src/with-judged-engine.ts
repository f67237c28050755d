import type { OpenGeneration } from "@dateline-search/core/generation/open-generation";
import type { SearchedGeneration } from "@dateline-search/core/search/search-engine";
import { type EngineFlags, readEngine } from "./engine-option.ts";

/**
 * Runs work on an index in the cluster that the flags name: loads it under a temporary name and deletes it afterwards.
 * Without a cluster, runs the work on the local index.
 */
export async function withJudgedEngine<T>(
  generation: OpenGeneration,
  flags: EngineFlags & { readonly signal: AbortSignal },
  work: (searched: SearchedGeneration) => Promise<T>,
): Promise<T> {
  const location = await readEngine(flags);
  if (location === undefined) return await work(generation);
  const { withCluster } = await import("./load-into-engine.ts");
  const { loadGeneration } = await import("@dateline-search/core/opensearch/load-generation");
  const { searchedGeneration } = await import("@dateline-search/core/opensearch/opensearch-engine");
  const name = `${location.name}-eval-${process.pid}`;
  return await withCluster({ ...location, name }, async (indices) => {
    try {
      await loadGeneration(generation, indices, { signal: flags.signal });
      return await work(searchedGeneration(indices.client, await indices.current()));
    } finally {
      for (const { index } of await indices.list()) await indices.delete(index);
    }
  });
}
